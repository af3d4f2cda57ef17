"""Finding records that repeat one another, exactly or nearly."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from ftprep.errors import SettingsError
from ftprep.operator import Context, Deduplicator, Drop, Options, operator, setting
from ftprep.ops.dedup._clusters import Bands
from ftprep.ops.dedup._likeness import Likeness, link_alike
from ftprep.ops.dedup._signature import KEYED, WITH_TEXT, Signature, Signatures, Signer
from ftprep.ops.dedup._verdicts import Unlooked, decide
from ftprep.record import Record
from ftprep.report import Reject, Report
from ftprep.text.forest import Forest
from ftprep.text.minhash import band_keys

_BATCH_CHARS = 50_000
"""Signed in one go: what arrays of them take fits into a processor's own memory."""


class DeduplicateOptions(Options):
    method: Literal["near", "exact"] = setting(
        "near",
        help="near: also texts that share most of their five-character pieces. exact: only texts that are equal after "
        "folding letter case, width and white space.",
    )
    threshold: float = setting(
        0.8,
        ge=0.5,
        le=1,
        help="How alike two texts must be, as the share of five-character pieces that they have in common (Jaccard). "
        "Lower finds more, and drops more that is only similar; below 0.7 some pairs are missed.",
    )
    fields: tuple[str, ...] = setting(
        (),
        help="What is compared: system, user, assistant, tool, text, chosen, rejected, meta.COLUMN, separated by commas. "
        "Empty: all that a trainer sees.",
    )
    same_first_turn: bool = setting(
        False,
        help="Also keep only one of the conversations that open with the same user turn, whatever follows. Short "
        "openings such as greetings do not count.",
    )
    keep: Literal["longest", "first", "best"] = setting(
        "longest", help="Which one of a group stays. best: the highest number in the field best_field."
    )
    keep_against: bool = setting(
        False, help="Put the records of `against` in front of the result, so that the two data sets come out joined."
    )
    best_field: str = setting(
        "",
        panel=False,
        help="For keep=best: a column of the metadata or labels with a number, as score or judge.score.",
    )
    first_turn_chars: int = setting(
        10, panel=False, ge=1, help="Openings shorter than this many characters do not count for same_first_turn."
    )


@operator(
    "deduplicator",
    DeduplicateOptions,
    extra_inputs=("against",),
    reasons={
        "exact_duplicate": (
            "The same text as a record that stays, save for letter case, width and white space.",
            "与保留的某条记录文字相同（不计大小写、全半角与空白）。",
        ),
        "near_duplicate": (
            "Nearly the same text as a record that stays: as alike as the threshold asks, or through others that are.",
            "与保留的某条记录几乎相同：相似度达到阈值，或经由其他达到阈值的记录相连。",
        ),
        "same_first_turn": (
            "Opens with the same user turn as a conversation that stays.",
            "首轮用户发言与保留的某段对话相同。",
        ),
    },
    figures={
        "compared_against": {"type": "number"},
        "clusters": {"type": "number"},
        "largest_cluster": {"type": "number"},
    },
)
def deduplicate(options: DeduplicateOptions, context: Context) -> Deduplicator:
    """Removes records that repeat one another, exactly or nearly, within the data set and against another one.

    Two passes. Each record is signed by its text alone; then those whose signatures meet are read again and compared
    piece by piece, so that nothing is dropped on an estimate. What repeats what does not depend on the order of the
    input. Records of `against` are only compared with and never dropped.
    """
    if options.keep == "best" and not options.best_field:
        raise SettingsError(
            en="Setting keep: best needs best_field=COLUMN in options, a column that holds a number.",
            zh="设置 keep：选 best 时，请在 options 中写 best_field=列名，该列须为数字。",
        )
    return Deduplication(options, context.report, context.extra.get("against", ()))


class Deduplication:
    """Records are added, then settled, then each asked for its verdict; all by their position."""

    def __init__(self, options: DeduplicateOptions, report: Report, against: Iterable[Record | Reject]) -> None:
        self.against = against
        self.keep_against = options.keep_against
        self._options = options
        self._report = report
        self._signer = Signer(options.fields, options.first_turn_chars if options.same_first_turn else None)
        self._fixed = 0
        """The first so many records are of `against`."""
        self._same = Forest()
        self._sizes = array("Q")
        self._contents = array("Q")
        self._openings = array("Q")
        self._scores = array("d")
        self._by_digest: dict[bytes, int] = {}
        self._bands = Bands()
        self._waiting: list[str] = []
        self._waiting_chars = 0
        self._found: dict[tuple[int, int], float] = {}
        """How alike the texts are that were found alike, by their first positions."""
        self._verdicts: dict[int, tuple[str, str]] = {}
        self._unlooked = Unlooked()

    def add(self, record: Record, *, fixed: bool = False) -> None:
        signature, text = self._signer.sign(record)
        self._fixed += fixed
        if self._placed(signature, self._score(record)):
            self._waiting.append(text)
            self._waiting_chars += len(text)
            if self._waiting_chars > _BATCH_CHARS:
                self._sign_waiting()

    def sign(self, records: Iterable[Record]) -> Iterator[Signatures]:
        """What `add_signed` takes of the records, in order: partitions can be signed apart from each other."""
        seen: set[bytes] = set()
        some, texts, chars = Signatures(), list[str](), 0
        for record in records:
            signature, text = self._signer.sign(record)
            keyed = self._options.method == "near" and bool(text) and signature.digest not in seen
            seen.add(signature.digest)
            some.append(signature, self._score(record), keyed=keyed)
            if keyed:
                texts.append(text)
            chars += len(text)
            if chars > _BATCH_CHARS:
                some.keys.frombytes(band_keys(texts).tobytes())
                yield some
                some, texts, chars = Signatures(), [], 0
        some.keys.frombytes(band_keys(texts).tobytes())
        yield some

    def add_signed(self, some: Signatures) -> None:
        """`add` for records that were signed elsewhere; every record of the input, in order."""
        begin = self._same.grow(len(some))
        self._unlooked.count_all(some)
        self._sizes.extend(some.sizes)
        self._contents.extend(some.contents)
        if self._options.same_first_turn:
            self._openings.extend(some.first_turns)
        if self._options.keep == "best":
            self._scores.extend(some.scores)
        keyed, new = 0, bytearray()
        for number, mark in enumerate(some.marks):
            if mark & WITH_TEXT:
                is_new = self._is_first(some.digest(number), begin + number)
                if mark & KEYED:
                    keyed += 1
                    new.append(is_new)
        if keyed:
            self._bands.take(some.keys, new)

    def settle(self, read: Callable[[int], Record]) -> None:
        """Compares what may be alike and decides; `read` gives the record of a position again."""
        self._sign_waiting()
        self._by_digest.clear()
        exact = Forest(len(self._sizes))
        for cluster in self._same.clusters():
            for member in cluster[1:]:
                exact.link(cluster[0], member)
        likeness = Likeness(lambda position: self._signer.text(read(position)))
        self._found = link_alike(self._bands.neighbourhoods(), self._same, likeness, self._options.threshold)
        self._bands = Bands()
        clusters = list(self._same.clusters())
        alike, opened = decide(clusters, self._openings, self._rank, self._fixed)
        for stays, members in alike.items():
            self._explain(stays, members, exact, read, likeness)
        for position, stays in opened.items():
            self._verdicts[position] = ("same_first_turn", f"opens like {read(stays).id}")
        self._report.figures |= {
            "compared_against": self._fixed,
            "clusters": len(clusters),
            "largest_cluster": max(map(len, clusters), default=0),
        }
        self._unlooked.tell(self._report, self._options.fields, self._options.best_field)

    def verdict(self, position: int) -> Drop | None:
        verdict = self._verdicts.get(position)
        return None if verdict is None else Drop(*verdict)

    def _placed(self, signature: Signature, score: float) -> bool:
        """Takes the next position. Whether its band keys are wanted: it is the first that has this text."""
        position = self._same.grow()
        self._unlooked.count(signature, score)
        self._sizes.append(signature.size)
        self._contents.append(signature.content)
        if self._options.same_first_turn:
            self._openings.append(signature.first_turn)
        if self._options.keep == "best":
            self._scores.append(score)
        return bool(signature.digest) and self._is_first(signature.digest, position)

    def _is_first(self, digest: bytes, position: int) -> bool:
        """Whether no record before it has this text, and near duplicates of it are looked for."""
        first = self._by_digest.setdefault(digest, position)
        if first != position:
            self._same.link(first, position)
            return False
        if self._options.method == "near":
            self._bands.positions.append(position)
            return True
        return False

    def _score(self, record: Record) -> float:
        return _number(record, self._options.best_field) if self._options.keep == "best" else 0.0

    def _sign_waiting(self) -> None:
        self._bands.keys.frombytes(band_keys(self._waiting).tobytes())
        self._waiting.clear()
        self._waiting_chars = 0

    def _explain(
        self, stays: int, members: Sequence[int], exact: Forest, read: Callable[[int], Record], likeness: Likeness
    ) -> None:
        """The verdicts of records that go because the one at `stays`, of their cluster, does not."""
        keeper = read(stays).id
        same_text = exact.root(stays)
        pairs = {member: _pair(exact.root(member), same_text) for member in members}
        if unknown := {pair for pair in pairs.values() if pair not in self._found and pair[0] != pair[1]}:
            likeness.expect({position for pair in unknown for position in pair})
        for member, pair in pairs.items():
            if pair[0] == pair[1]:
                self._verdicts[member] = ("exact_duplicate", f"repeats {keeper}, similarity 1.000")
                continue
            alike = likeness(*pair) if pair in unknown else self._found[pair]
            link = "" if alike >= self._options.threshold else " (linked by others between them)"
            self._verdicts[member] = ("near_duplicate", f"repeats {keeper}, similarity {alike:.3f}{link}")

    def _rank(self, position: int) -> tuple[object, ...]:
        """The least stays. Records of `against` come first; ties are broken by what a record holds."""
        against = position >= self._fixed
        match self._options.keep:
            case "first":
                return against, position
            case "best":
                return against, -self._scores[position], -self._sizes[position], self._contents[position], position
            case _:
                return against, -self._sizes[position], self._contents[position], position


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _number(record: Record, field: str) -> float:
    """The number in a column of the labels or metadata, dots leading into objects; least where there is none."""
    for place in (record.labels, record.meta):
        value: object = place
        for key in field.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            continue
        if not math.isnan(number):
            return number
    return float("-inf")
