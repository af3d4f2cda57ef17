"""Making the text of records clean."""

from __future__ import annotations

from typing import Any, Literal

from ftprep.operator import Context, Options, Step, operator, setting
from ftprep.ops.cleaning._cleaner import Cleaner, Told
from ftprep.ops.cleaning._json import looks_like_json
from ftprep.record import Record, Turn

_JSON_ROLES = ("tool_call", "tool")


class CleanTextOptions(Options):
    html: Literal["auto", "all", "keep"] = setting(
        "auto",
        help="auto: HTML's own tags and entities become text, of whole pages the main text is taken; code, a < b and <think> stay. all: every text is HTML. keep: leave it.",
    )
    urls: Literal["keep", "replace", "remove"] = setting(
        "keep", help="Web addresses: keep, replace by [URL], or remove. An address may be the answer."
    )
    emoji: Literal["keep", "remove"] = setting("keep", help="Emoji: keep or remove. They carry the tone of a chat.")
    chinese: Literal["keep", "simplified", "traditional", "taiwan", "hong_kong"] = setting(
        "keep", help="Convert Chinese to simplified, to traditional, or to the words of Taiwan or Hong Kong."
    )
    patterns: str = setting(
        "", help="Regular expressions of your own, one a line: what matches is removed, or replaced after ' => '."
    )
    explain: bool = setting(False, help="Write into each record's labels which rules changed it.")
    main_text: bool = setting(
        True, panel=False, help="Of whole HTML pages keep the main text only. Costs most of the time on pages."
    )
    mojibake: bool = setting(True, panel=False, help="Put text right that was decoded with the wrong encoding.")
    chat_marks: bool = setting(
        True, panel=False, help="Take marks of chat templates (<|im_start|>, [EOS] …) out of content."
    )
    unicode: bool = setting(
        True,
        panel=False,
        help="Unicode form NFC; drop control, zero-width, bidirectional, private-use characters and lone surrogates.",
    )
    width: bool = setting(
        True, panel=False, help="Full-width letters and digits become half-width. Chinese punctuation stays."
    )
    boilerplate: bool = setting(
        True, panel=False, help="Drop lines of copyright, editor, source, reprint notice, 'read more' and the like."
    )
    max_run: int = setting(
        3, panel=False, ge=0, le=1000, help="Runs of one mark or emoji are cut to this many; 0 leaves them."
    )
    spaces: bool = setting(True, panel=False, help="Trim; fold runs of spaces and blank lines. Indents and code stay.")
    pattern_seconds: float = setting(
        1.0, panel=False, gt=0, le=60, help="Time limit of each own pattern on one text, in seconds."
    )


@operator("mapper", CleanTextOptions)
def clean_text(options: CleanTextOptions, context: Context) -> Step:
    """Cleans every text of a record: broken encoding, HTML, invisible characters, chat-template marks, boilerplate lines, spaces.

    The rules run in one fixed order until nothing changes, so that cleaning twice equals cleaning once. Text that is
    fine stays byte for byte as it was; code stays; JSON of tool calls stays valid.
    """
    cleaner = Cleaner(options)
    count = context.report.count

    def step(record: Record) -> Record:
        told: dict[str, None] = {}
        changed = _changed(record, cleaner, told.setdefault)
        if not changed:
            return record
        for name in told:
            count(name, record.id)
        if options.explain:
            changed["labels"] = {**record.labels, "cleaned": list(told)}
        return record.replace(**changed)

    return step


def _changed(record: Record, cleaner: Cleaner, told: Told) -> dict[str, Any]:
    """The fields of a record that cleaning changes, with what they become."""
    out: dict[str, Any] = {}
    if record.text is not None:
        text = cleaner.clean(record.text, told)
        if text is not record.text:
            out["text"] = text
    for name in ("turns", "chosen", "rejected"):
        before = getattr(record, name)
        if before:
            after = [_turn(turn, cleaner, told) for turn in before]
            if any(a is not b for a, b in zip(after, before, strict=True)):
                out[name] = after
    return out


def _turn(turn: Turn, cleaner: Cleaner, told: Told) -> Turn:
    is_json = turn.role in _JSON_ROLES and looks_like_json(turn.content)
    content = cleaner.clean(turn.content, told, is_json=is_json)
    context = turn.input and cleaner.clean(turn.input, told)
    if content is turn.content and context is turn.input:
        return turn
    return Turn(turn.role, content, context, turn.name, turn.extra)
