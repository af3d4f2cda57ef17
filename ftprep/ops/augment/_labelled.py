"""Records written as labelled text: "Instruction: …", "问：… 答：…", numbered lists, run-on examples, a talk by speakers."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator
from itertools import pairwise

from ftprep.ops.augment._fields import ALIASES, NOTHING, ROLES, field_name
from ftprep.ops.augment._wrapping import without_marks

_STYLES = (
    "instruction input output response context completion prompt task id",
    "question answer context response id",
    "q a",
    "user assistant human",
    "指令 任务 输入 上下文 材料 背景 输出 回答 回复 答案 参考答案 编号",
    "问题 问 提问 题目 背景 上下文 材料 输入 答案 答 回答 回复 参考答案 编号",
    "用户 助手",
)
"""Labels that stand together: one of another style is part of a text."""

_NAMES = sorted({*" ".join(_STYLES).split(), *ROLES}, key=len, reverse=True)
_LABEL = "(?P<label>" + "|".join(map(re.escape, _NAMES)) + ")"
_LINE = re.compile(
    r"^[ \t\u3000\xa0>]{0,12}(?P<lead>[-•*#]{0,6})[ \t]{0,3}(?:[*_]{1,2})?(?:[(（\[]?\d{1,3}[.、)）\]:：]{1,2}[ \t]{0,4})?"
    r"(?P<open>[*_【\[]{0,3})" + _LABEL + r"(?P<number>[ \t]?\d{1,3})?[ \t]?(?P<close>[*_】\]]{0,3})[ \t]{0,2}"
    r"(?P<colon>[:：]|[.、](?=[ \t])|)[*_]{0,2}[ \t]{0,4}",
    re.IGNORECASE | re.MULTILINE,
)
_INLINE = re.compile(r"(?:^|(?<=\s))" + _LABEL + r"[:：][ \t]{0,2}", re.IGNORECASE | re.MULTILINE)
_HEADING = re.compile(
    r"\n\s*(?:[-=*_#`~]{3,}\w*|\(?\d{1,3}[.、)）]|\*\*\d{1,3}\.|[（(【]\d{1,3}[)）】]|"
    r"[#*\s]{0,8}(?:示例|例|第|样例|记录|数据|对话|example|record|sample|item|dialogue)\s?[\d一二三四五六七八九十]{0,3}\s?[条个组]?[:：*.]{0,3})\s*$",
    re.IGNORECASE,
)
_ANNOUNCEMENT = re.compile(
    r"^(?:以下|下面|这是|这里|好的|好，|当然|没问题|根据|sure|here|below|the following|certainly|of course|okay|ok[,. ]|i['’ ]|as requested)",
    re.IGNORECASE,
)


def find_labelled(text: str, fields: Collection[str]) -> list[dict[str, str]]:
    """The records of a labelled reply. A label that comes again begins the next record; the last may be cut short.

    A record without an instruction of its own has that of the record before it (run-on examples), or the paragraph
    that the reply begins with, as a completion's prompt has it.
    """
    text = without_marks(text)
    marks = _marks(text, fields)
    if not marks:
        return []
    lead = _lead(text[: marks[0][1]]) if marks[0][0] in ("input", "output") and "instruction" in fields else ""
    out: list[dict[str, str]] = []
    current: dict[str, str] = {}
    for (name, _, begin), (_, end, _) in pairwise([*marks, ("", len(text), len(text))]):
        value = _trimmed(text[begin:end])
        if name in current or (name == "instruction" and current):
            out.append(current)
            current = {}
        current[name] = value
    out = [*out, current] if lead else _unquoted([*out, current])
    return list(_completed(out, lead)) if "instruction" in fields else out


def find_talks(text: str) -> list[list[dict[str, str]]]:
    """Dialogues written line by line, each with its speaker before a colon; rules and headings part them."""
    text = without_marks(text)
    talks: list[list[dict[str, str]]] = [[]]
    marks = [(match["label"].lower(), *match.span()) for match in _lines(text) if match["label"].lower() in ROLES]
    for (speaker, _, begin), (_, end, _) in pairwise([*marks, ("", len(text), len(text))]):
        talks[-1].append({"role": ROLES[speaker], "content": _trimmed(text[begin:end])})
        if _HEADING.search(text[begin:end].rstrip()):
            talks.append([])
    return [talk for talk in talks if len(talk) > 1]


def _lines(text: str) -> Iterator[re.Match[str]]:
    for match in _LINE.finditer(text):
        boxed = match["open"][:1] in ("【", "[") and match["close"][:1] in ("】", "]")
        alone = (match["lead"].startswith("#") or match["open"]) and text[match.end() : match.end() + 1] in ("\n", "")
        numbered = match["colon"] in (".", "、") and match["number"]
        if match["colon"] in (":", "：") or boxed or alone or numbered:
            yield match


def _marks(text: str, fields: Collection[str]) -> list[tuple[str, int, int]]:
    """(field, where its label begins, where its value begins), of the style of the first label."""
    found = [(match["label"].lower(), *match.span()) for match in _lines(text)]
    marks = _of_one_style(found, fields)
    if len({name for name, _, _ in marks}) < 2:
        inline = [(match["label"].lower(), *match.span()) for match in _INLINE.finditer(text)]
        marks = max(marks, _of_one_style(inline, fields), key=lambda some: len({name for name, _, _ in some}))
    return marks


def _of_one_style(found: list[tuple[str, int, int]], fields: Collection[str]) -> list[tuple[str, int, int]]:
    named = [(label, field_name(label, fields), begin, end) for label, begin, end in found]
    named = [mark for mark in named if mark[1] in fields or mark[1] == "id"]
    if not named:
        return []
    styles = [style.split() for style in _STYLES if named[0][0] in style.split()]
    style = max(styles, key=lambda names: sum(mark[0] in names for mark in named), default=list(ALIASES))
    return [(name, begin, end) for label, name, begin, end in named if label in style]


def _unquoted(records: list[dict[str, str]]) -> list[dict[str, str]]:
    """Quotes around every value of a reply are its syntax (YAML), around some they are text."""
    values = [value for record in records for value in record.values() if value]
    if not all(len(value) > 1 and value[0] == value[-1] == '"' for value in values):
        return records
    return [{name: value[1:-1] for name, value in record.items()} for record in records]


def _lead(text: str) -> str:
    """The instruction that a completion's prompt begins with; not a model's "Here they are:", nor an answer's end."""
    if not text[:1].strip() or _ANNOUNCEMENT.search(text.strip()):
        return ""
    return text.strip()


def _completed(records: list[dict[str, str]], lead: str) -> Iterator[dict[str, str]]:
    has_instructions = bool(lead) or any("instruction" in record for record in records)
    instruction, following, context = lead, "", ""
    for given in records:
        record = dict(given)
        if "instruction" in record:
            instruction = record["instruction"]
        elif not has_instructions and "input" in record:
            record["instruction"] = record.pop("input")
        elif instruction:
            instruction = following or instruction
            record = {"input": "" if following else context, **record, "instruction": instruction}
        if lead and "output" in record:
            record["output"], following = _without_next(record["output"], lead)
        context = record.get("input", "")
        yield record


def _without_next(output: str, lead: str) -> tuple[str, str]:
    """An answer and the instruction that runs on behind it: the first again, or one that begins like it."""
    if output.startswith(lead) or (len(output) > 20 and lead.startswith(output)):
        return "", ""
    if (place := output.find("\n" + lead)) >= 0:
        return output[:place].strip(), lead
    head, _, last = output.rpartition("\n\n")
    begins = " ".join(lead.split()[:3])
    if head and last.startswith(begins) and "\n" not in last:
        return head.strip(), last.strip()
    return output, ""


def _trimmed(value: str) -> str:
    value = value.rstrip()
    while (shorter := _HEADING.sub("", value).rstrip()) != value:
        value = shorter
    if value.lstrip(" \t").startswith(("|\n", ">\n")):
        value = textwrap.dedent(value.lstrip(" \t")[2:])
    value = value.strip().removesuffix("```").strip()
    return "" if value.lower() in NOTHING or value in ('""', "''") else value
