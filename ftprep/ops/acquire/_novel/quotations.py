"""Where speech stands in a text: paragraphs, and in each the quotations and the narration around them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ftprep.ops.acquire._novel.parts import Paragraph, Quotation
from ftprep.ops.acquire._novel.plays import script
from ftprep.ops.acquire._text.sections import heading

_PAIRS = {"“": "”", "「": "」", "『": "』", "«": "»", "„": "“"}
_SINGLE = re.compile(r"^\s*([‘'])(?=\w)", re.MULTILINE)
_DASH = re.compile(r"^\s*[—–―]{1,2}\s*(?=\S)")
_DASH_TOLD = re.compile(
    r"(?P<said>.*?[,.!?])\s+(?P<told>(?:[a-z]+ (?:[A-Z]|the |he |she )|(?:he|she) [a-z]+|(?:[A-Z][a-z.]+ ){1,3}(?:said|asked|cried)\b)[^.!?,]*(?:(?<=Mr)\.|(?<=Mrs)\.|(?<=Dr)\.)?[^.!?,]*[.!?,]?)\s*(?P<rest>.*)$"
    r"|(?P<zh>.*?[，。！？…])(?P<zh_told>[^，。！？]{1,16}[说問问道答喊叫][，。！？]?)(?P<zh_rest>.*)$"
)
_SINGLE_PAIRS = {"‘": "’", "'": "'"}
_END_SINGLE = re.compile(r"(?<=[,.!?…—–;:-])[’'](?!\w)|[’'](?=[;:]\s|\s*$)")
_NOTE = re.compile(r"^\s*(?:[（(]?([\u2460-\u249b\u3220-\u3229])[）)]?|[〔［\[](?:Footnote )?\d{1,3}[〕］\]:])")
_PAGE = re.compile(r"(?P<stop>[。！？…”」])?\s*\n[ 　]*_?分节阅读[_ ]?\d+[ 　]*\n\s*")
_SAYS = re.compile("(?:(?<![知难街味])道|(?<![听所据虽])说|说着|[喊问嚷答])$")
_END = "。！？…，—～!?.,;；：:-~"
_LEADS = "：:，,。！？!?.—…"
_HAN = re.compile("[一-鿿]")
_WIDTH = (40, 100)
"""Characters of a line in text that was wrapped by a program."""


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Every paragraph, headings left out. A quotation that goes on in the next paragraph is one."""
    if play := script(text):
        yield from play
        return
    text = _without_notes(text)
    chapter = number = 0
    marks = _SINGLE.findall(text)
    single = marks[0] if len(marks) > max(2, len(re.findall(r"^\s*[“\"]", text, re.MULTILINE))) else ""
    waiting: tuple[str, Paragraph] | None = None
    for line in _unwrapped(text):
        if waiting and waiting[0] == '"' and not line.startswith('"'):
            waiting = None
        if not waiting and heading(line, "", alone=True):
            chapter += 1
            continue
        number += 1
        paragraph = Paragraph(number, chapter)
        rest = line
        if waiting:
            close, earlier = waiting
            opening = next((key for key, value in _PAIRS.items() if value == close), '"' if close == '"' else "")
            inner = line.lstrip()
            inner = inner[1:] if opening and inner.startswith(opening) else inner
            end = inner.find(close)
            earlier.quotations[-1].text += "\n" + (inner if end < 0 else inner[:end])
            if end < 0:
                continue
            rest, waiting = inner[end + 1 :], None
        open_mark = _divide(rest, paragraph, single=single)
        if open_mark and paragraph.quotations:
            waiting = (open_mark, paragraph)
        yield paragraph


def _without_notes(text: str) -> str:
    """Without the paragraphs that a note's mark begins, and those marks in the text; pages cut in by a site are joined."""
    text = _PAGE.sub(lambda page: f"{page['stop']}\n" if page["stop"] else "", text.replace("\r\n", "\n"))
    lines = text.split("\n")
    notes = [match for line in lines if (match := _NOTE.match(line))]
    if not notes:
        return text
    marks = "".join({match[1] for match in notes if match[1]})
    text = "\n".join(line for line in lines if not _NOTE.match(line))
    return re.sub(f"[{marks}]", "", text) if marks else text


def _unwrapped(text: str) -> Iterator[str]:
    """Lines as paragraphs; those of a text that a program wrapped are joined up to the next blank line."""
    lines = text.replace("\r\n", "\n").split("\n")
    full = [len(line) for line in lines if line.strip()]
    touching = sum(bool(a.strip()) and bool(b.strip()) for a, b in itertools.pairwise(lines))
    wrapped = (
        len(full) > 5
        and touching * 2 > len(full)
        and sum(_WIDTH[0] <= size <= _WIDTH[1] for size in full) * 3 > len(full) * 2
    )
    if not wrapped:
        yield from (line.strip("　 \t") for line in lines if line.strip())
        return
    for block in re.split(r"\n\s*\n", "\n".join(lines)):
        if block.strip():
            glue = "" if _HAN.search(block) else " "
            yield glue.join(line.strip() for line in block.strip().split("\n"))


def _divide(line: str, paragraph: Paragraph, *, single: str) -> str:
    """Fills in the paragraph; gives the mark that would close a quotation left open, or "" """
    if match := _DASH.match(line):
        said, told = _after_dash(line[match.end() :])
        paragraph.quotations.append(Quotation(said, paragraph.number, "", told))
        paragraph.narration.append(told)
        return ""
    pieces: list[tuple[bool, str]] = []
    at, begin = 0, 0
    open_mark = ""
    while at < len(line):
        close = (
            _SINGLE_PAIRS[single]
            if single and line[at] == single and _opens(line, at)
            else _PAIRS.get(line[at], '"' if line[at] == '"' else "")
        )
        if not close:
            at += 1
            continue
        end = _closing(line, at, close)
        pieces.append((False, line[begin:at]))
        pieces.append((True, line[at + 1 : end if end >= 0 else len(line)]))
        if end < 0:
            open_mark, begin = close, len(line)
            break
        begin = at = end + 1
    pieces.append((False, line[begin:]))
    _speech(pieces, paragraph)
    return open_mark


def _opens(line: str, at: int) -> bool:
    """An apostrophe has a letter before it."""
    return at + 1 < len(line) and not line[at + 1].isspace() and (at == 0 or not line[at - 1].isalnum())


def _after_dash(text: str) -> tuple[str, str]:
    """What is said and what is told, where only a dash marks the speech."""
    if not (match := _DASH_TOLD.match(text)):
        return text.strip(), ""
    if match["zh_told"]:
        return match["zh"] + match["zh_rest"], match["zh_told"]
    return f"{match['said']} {match['rest']}".strip(), match["told"]


def _closing(line: str, start: int, close: str) -> int:
    """Where the quotation that begins at `start` ends: marks of the same kind within it are counted."""
    if close in _SINGLE_PAIRS.values():
        ends = (match.start() for match in _END_SINGLE.finditer(line, start + 1))
        return next(ends, -1)
    depth = 0
    for at in range(start + 1, len(line)):
        if line[at] == close:
            if depth == 0:
                return at
            depth -= 1
        elif line[at] == line[start] and close != '"':
            depth += 1
    return -1


def _speech(pieces: list[tuple[bool, str]], paragraph: Paragraph) -> None:
    told = ""
    for place, (quoted, text) in enumerate(pieces):
        if not quoted:
            told += text
        elif not _is_speech(text, told, pieces[place + 1][1] if place + 1 < len(pieces) else ""):
            told += f"“{text}”"
        else:
            paragraph.narration.append(told)
            if paragraph.quotations:
                paragraph.quotations[-1].after = told
            paragraph.quotations.append(Quotation(text.strip(), paragraph.number, told))
            told = ""
    paragraph.narration.append(told)
    if paragraph.quotations:
        paragraph.quotations[-1].after = told


def _is_speech(text: str, before: str, after: str) -> bool:
    """A name or a word in quotation marks ends without a stop and stands in the middle of a sentence."""
    inner, lead = text.strip(), before.rstrip()
    if not inner:
        return False
    if inner[-1] in _END or inner[-1] in "”’』」'":
        return True
    if _SAYS.search(lead) and after.strip()[:1] not in tuple("的这那之字二两三四等"):
        return True
    return (not lead or lead[-1] in _LEADS) and (
        not after.strip() or after.lstrip()[0] in "。！？.!?，,；;—“「" or not lead
    )
