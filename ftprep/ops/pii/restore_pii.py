"""Opening what `mask_pii` encrypted."""

from __future__ import annotations

import re

from ftprep.errors import SettingsError
from ftprep.operator import Context, Options, Step, operator, setting
from ftprep.ops.pii._cipher import TOKEN, Cipher
from ftprep.ops.pii._walk import Spot, walk
from ftprep.record import Record


class RestorePiiOptions(Options):
    key: str = setting("", secret=True, help="The key that the values were encrypted with.")


@operator(
    "mapper",
    RestorePiiOptions,
    figures={
        "restored": {"type": "number"},
        "unopened": {"type": "number", "description": "Tokens that this key does not open."},
    },
)
def restore_pii(options: RestorePiiOptions, context: Context) -> Step:
    """Puts the values back that mask_pii encrypted, with the same key. What another key wrote stays as it is and is counted."""
    if not options.key:
        raise SettingsError(
            en="Setting key: give the key that the values were encrypted with.", zh="设置 key：请填写加密时所用的密钥。"
        )
    cipher = Cipher(options.key)
    figures = context.report.figures
    figures["restored"] = figures["unopened"] = 0

    def opened(match: re.Match[str]) -> str:
        value = cipher.decrypt(match.group(1), match.group(2))
        figures["restored" if value is not None else "unopened"] += 1
        return match.group() if value is None else value

    def visit(spot: Spot) -> str:
        return TOKEN.sub(opened, spot.text) if "<ENC:" in spot.text else spot.text

    def step(record: Record) -> Record:
        restored = walk(record, visit)
        if restored is not record:
            context.report.count("restored", record.id)
        return restored

    return step
