"""Templates filled with values: texts with what is to be found in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zh_templates import DEV, HELD, SECOND
from zh_values import Values

_SLOT = re.compile(r"\{(\w+)(?:\|([A-Z_]+))?\}")


@dataclass(frozen=True)
class Text:
    text: str
    gold: tuple[tuple[str, int, int], ...]


def made(templates: list[str], rounds: int, seed: int, of: type = Values) -> list[Text]:
    """Each template `rounds` times, with fresh values."""
    values = of(seed)
    return [_filled(template, values) for _ in range(rounds) for template in templates]


def _filled(template: str, values: object) -> Text:
    template = template.replace("\\n", "\n").replace("{{", "\0").replace("}}", "\1")
    out, gold, at, length = [], [], 0, 0
    for slot in _SLOT.finditer(template):
        before = template[at : slot.start()].replace("\0", "{").replace("\1", "}")
        value = getattr(values, slot.group(1))()
        out += [before, value]
        length += len(before)
        if slot.group(2):
            gold.append((slot.group(2), length, length + len(value)))
        length += len(value)
        at = slot.end()
    out.append(template[at:].replace("\0", "{").replace("\1", "}"))
    return Text("".join(out), tuple(gold))


def dev(rounds: int = 20) -> list[Text]:
    return made(DEV + SECOND, rounds, 20)


def held(rounds: int = 20) -> list[Text]:
    return made(HELD, rounds, 21)
