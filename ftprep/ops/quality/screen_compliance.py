"""Finding what law or ethics may forbid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Products, Step, operator, setting
from ftprep.ops.quality._outlet import Mode, Outlet
from ftprep.record import Record
from ftprep.report import Reject
from ftprep.text.compliance import CATEGORIES, Screen
from ftprep.text.disguises import undisguised
from ftprep.text.word_list import WordList

OWN = "own"
"""The category of the user's words that name no other."""


class ScreenComplianceOptions(Options):
    mode: Mode = setting(
        "label",
        help="label: every record stays, and labels.compliance names the categories, and for each sign what was found and "
        "where, for people to review. split: what was found leaves the data set, and is also written to a file of its own. "
        "drop: it goes to the rejects.",
    )
    categories: tuple[str, ...] = setting(
        tuple(name for name in CATEGORIES if name != "political"),
        help="What is looked for, separated by commas: violence, sexual, minors, self_harm, drugs, gambling, weapons, hate, "
        "political, copyright, medical, legal. political is off unless it is named here.",
    )
    words: tuple[str, ...] = setting(
        (),
        help="Words of your own, separated by commas, each alone or as category:word. Disguises are seen through; in pinyin "
        "a word is found where you give its pinyin too, or where it is one of the commonest.",
    )
    allow_words: tuple[str, ...] = setting(
        (), help="A text that holds one of these words of yours is passed over. Seen as words are."
    )


@operator(
    "filter",
    ScreenComplianceOptions,
    extra_inputs=("word_lists",),
    reasons={**CATEGORIES, OWN: ("One of the user's own words.", "命中用户自定义词。")},
)
def screen_compliance(options: ScreenComplianceOptions, context: Context) -> Step:
    """Labels records that hold what law or ethics may forbid: violence, sexual content, minors, self-harm, drugs,
    gambling, weapons, hate, politics where asked, copyright marks, medical or legal advice without care.

    By phrases that ship and words that you bring, through spaces, pictures, lookalike, accented and traditional characters
    and the commonest pinyin. Near a warning, a game, a film, history, law or a doctor the same words are passed over; a
    threat to somebody's face is not. Rules see words and not what is meant: labels are for review, and records are
    dropped only on demand.
    """
    unknown = [name for name in options.categories if name not in CATEGORIES]
    if unknown:
        raise SettingsError(
            en=f"Setting categories: choose from {', '.join(CATEGORIES)}.",
            zh=f"设置 categories：可选 {'、'.join(CATEGORIES)}。",
        )
    entries = [*options.words, *_listed(context.extra.get("word_lists", ()))]
    if strange := sum(map(_of_no_category, entries)):
        context.report.note(
            en=f"{strange} words of yours begin with a name and a colon that name no category; they are looked for as they stand. "
            f"Categories: {', '.join(CATEGORIES)}.",
            zh=f"您的词中有 {strange} 个以“名称:”开头，但不是已有类别，将按原样查找。可用类别：{'、'.join(CATEGORIES)}。",
        )
    own = _own_words(entries)
    return Screening(Screen(options.categories, own), options, context)


class Screening:
    """The step."""

    def __init__(self, screen: Screen, options: ScreenComplianceOptions, context: Context) -> None:
        self._screen = screen
        allowed = {form for word in options.allow_words if (form := undisguised(word).strip())}
        self._allowed = WordList("allowed", allowed) if allowed else None
        self._outlet = Outlet(options.mode, context, "screen_compliance")
        self._report = context.report

    def __call__(self, record: Record) -> Record | Drop:
        found: dict[str, list[dict[str, Any]]] = {}
        for where, text in _places(record):
            if self._allowed is None or next(self._allowed.spans(undisguised(text)), None) is None:
                for category, sign, words, start, end in self._screen.find(text):
                    row = {"sign": sign, "words": words, "where": where, "start": start, "end": end}
                    found.setdefault(category, []).append(row)
        if not found:
            return record
        for category in found:
            self._report.count(category, record.id)
        reason = next(category for category in (*CATEGORIES, OWN) if category in found)
        labelled = record.with_labels(compliance=found)
        return self._outlet(labelled, reason, ", ".join(found))

    def finish(self) -> Products:
        return self._outlet.finish()


def _places(record: Record) -> Iterator[tuple[str, str]]:
    """(where, text) of every text of a record, by the names that `mask_pii` gives them too."""
    for part, turns in (("messages", record.turns), ("chosen", record.chosen), ("rejected", record.rejected)):
        for number, turn in enumerate(turns or ()):
            yield f"{part}[{number}].content", turn.content
            if turn.input:
                yield f"{part}[{number}].input", turn.input
    if record.text is not None:
        yield "text", record.text


def _listed(items: Iterable[Record | Reject]) -> Iterable[str]:
    """The words of lists that came as files: one a line, or one a record."""
    for item in items:
        if isinstance(item, Record):
            for text in item.texts():
                yield from text.splitlines()


def _of_no_category(entry: str) -> bool:
    """Whether it looks like `category:word` and is not."""
    name, colon, word = entry.replace("：", ":").partition(":")
    return bool(colon and word.strip()) and name.strip() not in CATEGORIES and not entry.lstrip().startswith("#")


def _own_words(entries: Iterable[str]) -> dict[str, set[str]]:
    """Category → words, from entries `word` and `category:word`."""
    out: dict[str, set[str]] = {}
    for entry in entries:
        category, colon, word = entry.replace("：", ":").partition(":")
        known = bool(colon) and category.strip() in CATEGORIES
        text = (word if known else entry).strip()
        if text and not text.startswith("#"):
            out.setdefault(category.strip() if known else OWN, set()).add(text)
    return out
