"""Documents → sections and paragraphs of a size that a model can be asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.acquire._text.pieces import parts, sentences
from ftprep.ops.acquire._text.sections import Block, blocks
from ftprep.reading import Reading
from ftprep.record import Lineage, Record, record_id
from ftprep.report import Reject
from ftprep.text.tokens import estimate_tokens

STEP = "split_documents"


class SplitDocumentsOptions(Options):
    unit: Literal["section", "paragraph", "length"] = setting(
        "section",
        help="Section: what stands beneath one heading, joined or divided to fit. Paragraph: each for itself. Length: filled up, whatever the headings.",
    )
    max_length: int = setting(1000, help="Of one piece. Longer ones are divided at sentences.", ge=20, le=100_000)
    overlap: int = setting(
        0,
        help="How much of a piece's end the next one of the same section repeats, in whole sentences.",
        ge=0,
        le=10_000,
    )
    measure: Literal["characters", "tokens"] = setting(
        "characters", help="What lengths are counted in; tokens are estimated."
    )
    min_length: int = setting(20, help="Pieces shorter than this are rejected.", ge=0, le=10_000)
    headings: bool = setting(
        True, help="Puts the headings above each piece, so that it is clear by itself.", panel=False
    )


@operator(
    "source",
    SplitDocumentsOptions,
    reasons={"too_short": ("The piece is shorter than min_length.", "该段短于 min_length。"), "no_text": ("The record has no text to divide.", "记录中没有可切分的正文。")},
    figures={"documents": {"type": "number"}},
    variables={"documents": {"type": "number", "description": "Documents that were divided."}},
)  # fmt: skip
def split_documents(options: SplitDocumentsOptions, context: Context) -> Iterator[Record | Reject]:
    """Divides documents into sections and paragraphs, by their headings, layout and length, with an overlap if wanted.

    Headings are Markdown's, or those of chapters and outlines in Chinese and English. Tables and code stay in one piece
    where they fit. Every piece says which document, headings and lines it is from.
    """
    size: Callable[[str], int] = len if options.measure == "characters" else estimate_tokens
    documents = 0
    for item in context.dataset.read_with(Reading(text_unit="document")):
        if isinstance(item, Reject):
            yield item
        elif not (item.text or "").strip():
            yield Reject("no_text", STEP, item.lineage.source, item.lineage.row, item.to_row(), item.id)
        else:
            documents += 1
            yield from _pieces(item, options, size)
    context.variables["documents"] = documents
    context.report.figures["documents"] = documents


@dataclass(slots=True)
class _Piece:
    blocks: list[Block] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.texts)


def _pieces(document: Record, options: SplitDocumentsOptions, size: Callable[[str], int]) -> Iterator[Record | Reject]:
    title = str(document.meta.get("title", ""))
    for number, piece in enumerate(_filled(list(blocks(document.text or "")), options, size), 1):
        headings = _common([block.headings for block in piece.blocks])
        meta = {**document.meta, "piece": number, "line": piece.blocks[0].line}
        if headings:
            meta["headings"] = list(headings)
        shown = [title, *headings] if title and title not in headings else list(headings)
        text = piece.text
        lineage = Lineage(
            document.lineage.source,
            document.lineage.row,
            document.lineage.format,
            (document.id,),
            (*document.lineage.steps, STEP),
        )
        identity = record_id(document.id, number, text)
        if size(text.strip()) < options.min_length:
            yield Reject(
                "too_short",
                STEP,
                lineage.source,
                lineage.row,
                {"text": text, "meta": meta},
                identity,
                f"{size(text.strip())}",
            )
            continue
        whole = f"{' > '.join(shown)}\n\n{text}" if shown and options.headings else text
        yield Record(identity, text=whole, meta=meta, lineage=lineage)


def _filled(found: Sequence[Block], options: SplitDocumentsOptions, size: Callable[[str], int]) -> Iterator[_Piece]:
    piece = _Piece()
    for block in found:
        texts = (
            [block.text]
            if size(block.text) <= options.max_length
            else list(parts(block.text, options.max_length, size))
        )
        for text in texts:
            other = bool(piece.blocks) and options.unit == "section" and piece.blocks[-1].headings != block.headings
            alone = options.unit == "paragraph" and bool(piece.texts)
            full = bool(piece.texts) and size(f"{piece.text}\n\n{text}") > options.max_length
            if other or alone or full:
                yield piece
                tail = (
                    ""
                    if other or alone
                    else _tail(piece.text, min(options.overlap, options.max_length - size(text) - 2), size)
                )
                piece = _Piece([piece.blocks[-1]] if tail else [], [tail] if tail else [])
            piece.blocks.append(block)
            piece.texts.append(text)
    if piece.texts:
        yield piece


def _tail(text: str, overlap: int, size: Callable[[str], int]) -> str:
    """The last whole sentences of no more than `overlap`."""
    tail = ""
    for sentence in reversed(sentences(text)):
        if size(sentence + tail) > overlap:
            break
        tail = sentence + tail
    return tail.strip()


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings that all blocks of a piece stand under."""
    first = paths[0]
    for depth in range(len(first), 0, -1):
        if all(path[:depth] == first[:depth] for path in paths):
            return first[:depth]
    return ()
