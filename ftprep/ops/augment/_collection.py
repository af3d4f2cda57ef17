"""What comes back from a model, matched with what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ftprep.ops.augment._build import SOURCE, UnusableFieldError, build, plain
from ftprep.ops.augment._checks import Checks
from ftprep.ops.augment._recipes import ITEM_ID, BatchState, Recipe
from ftprep.ops.augment._replies import read_reply
from ftprep.record import Record
from ftprep.report import Reject, Report

REASONS: Mapping[str, tuple[str, str]] = {
    "no_reply": ("The model gave no reply for this prompt or record.", "模型没有对该提示词或记录作出回复。"),
    "no_record_in_reply": ("No record can be read from this reply.", "该回复中读不出任何记录。"),
    "cut_off": ("The reply ends in the middle of this record.", "回复在这条记录中间被截断。"),
    "missing_field": (
        "A field that the recipe needs is missing, empty or of no use.",
        "缺少配方要求的字段，或该字段为空、不可用。",
    ),
    "declined": (
        "The model left its fields empty, as the recipe allows: nothing to ask about, or nothing that should be answered where the former answer was no refusal.",
        "模型按配方留空：没有可问的内容，或不应作答而原回答又不是拒答。",
    ),
    "answered_twice": ("The reply holds a second answer for the same record.", "回复中对同一条记录给出了第二个答案。"),
}


class Collection:
    """Replies → records and rejects. `step` is named in the rejects; batches may be opened while replies come in."""

    def __init__(self, step: str, recipe: Recipe, seeds: Sequence[Record] = ()) -> None:
        self.made = 0
        self.refusals_kept = 0
        self._step = step
        self._recipe = recipe
        self._each = recipe.batch == "each"
        self._checks = Checks(recipe, seeds)
        self._batches: dict[str, BatchState] = {}
        self._parents: dict[str, Record] = {}
        self._good: dict[str, int] = {}
        self._answered: set[str] = set()
        self._row = 0

    def open(self, batch: str, state: BatchState, parents: Mapping[str, Record]) -> None:
        """Expects an answer for `batch`; `parents` are the records that it showed, as far as they are at hand."""
        self._batches[batch] = state
        self._good[batch] = 0
        self._parents |= {identity: parents[identity] for identity in state["parents"] if identity in parents}

    def close(self, batch: str) -> None:
        """Forgets a batch that is done with: memory does not grow with a long run."""
        for identity in self._batches.pop(batch)["parents"]:
            self._parents.pop(identity, None)

    def take(self, text: str, place: str, name: str) -> Iterator[Record | Reject]:
        """One reply. `place`: the batch that it answers, "" where that is not known; `name` says which reply it is."""
        found = False
        for values, cut in read_reply(text, self._recipe):
            found = True
            yield self._item(values, cut, place)
        if found or not text.strip():
            return
        self._answered.add(place)
        if not (place and self._each):
            yield self._reject("no_record_in_reply", text, name)
            return
        for number, _ in enumerate(self._batches[place]["parents"], 1):
            self._answered.add(f"{place}-{number}")
            yield self._reject("no_record_in_reply", text, name, self._parents_of(place, number))

    def unanswered(self, batch: str) -> Iterator[Reject]:
        """What a batch asked and did not get."""
        state = self._batches[batch]
        if not self._each:
            if batch not in self._answered:
                yield self._reject("no_reply", {"batch": batch, **state}, f"batch {batch}")
            return
        for number, identity in enumerate(state["parents"], 1):
            if f"{batch}-{number}" not in self._answered:
                yield self._reject(
                    "no_reply", {"batch": batch, "record": identity}, batch, self._parents_of(batch, number)
                )

    def missing(self) -> tuple[int, int]:
        """(records asked for, those of them that did not come or did not pass)."""
        wanted = {
            batch: state["records"] * (len(state["parents"]) if self._each else 1)
            for batch, state in self._batches.items()
        }
        return sum(wanted.values()), sum(max(0, count - self._good[batch]) for batch, count in wanted.items())

    def _item(self, values: dict[str, Any], cut: str, place: str) -> Record | Reject:
        batch, number = self._address(values, place)
        parents = self._parents_of(batch, number)
        key = f"{batch}-{number}" if number else batch
        twice = self._each and not self._recipe.many and number > 0 and key in self._answered
        self._answered |= {batch, key}
        if twice:
            return self._reject("answered_twice", values, "", parents)
        if self._recipe.declines and not cut and self._declined(values):
            return self._refusal_kept(batch, parents) or self._reject("declined", values, "", parents)
        try:
            record = build(self._recipe, values, parents, self._row + 1)
        except UnusableFieldError as problem:
            reason, detail = ("cut_off", f"cut in {cut}") if cut else ("missing_field", str(problem))
            return self._reject(reason, values, detail, parents)
        failed = self._checks.fail(record, parents)
        if failed is not None:
            return self._reject(failed, values, "", parents)
        self._row += 1
        self.made += 1
        if batch in self._good:
            self._good[batch] += 1
        return record

    def _declined(self, values: Mapping[str, Any]) -> bool:
        """Whether every field that the recipe requires is there, and empty."""
        return all(name in values and not plain(values[name]) for name in self._recipe.required)

    def _refusal_kept(self, batch: str, parents: Sequence[Record]) -> Record | None:
        """Where the task was to answer what had been refused, and the model finds that nothing should be: the refusal
        was the right answer, and the record stays as it was. An answer that is no refusal does not."""
        from ftprep.text.refusal import is_refusal

        if self._recipe.makes != "answer" or len(parents) != 1:
            return None
        answer = next((turn.content for turn in reversed(parents[0].turns) if turn.role == "assistant"), "")
        if not is_refusal(answer):
            return None
        self._good[batch] += 1
        self.refusals_kept += 1
        return parents[0].with_labels(refusal_kept=True)

    def tell(self, report: Report) -> None:
        """How many refusals stay, where any do."""
        if self.refusals_kept:
            report.note(
                en=f"{self.refusals_kept} questions should not be answered, says the model: their refusals were right and stay (labels.refusal_kept).",
                zh=f"有 {self.refusals_kept} 个问题模型认为不应回答：原来的拒答本就正确，原样保留（labels.refusal_kept）。",
            )

    def _address(self, values: Mapping[str, Any], place: str) -> tuple[str, int]:
        """(batch, number of the record in it or 0), by the id in the reply.

        Where it gives none, the reply's place among all tells the batch, and the record too where it is the only one.
        An id of nobody stands for nobody.
        """
        given = str(values.get("id") or "").strip().lower()
        if match := ITEM_ID.fullmatch(given):
            batch, number = match[1], int(match[2] or 0)
        else:
            batch, number = place, int(given) if given.isdecimal() and len(given) < 4 else 0
        if batch not in self._batches or (given and not number and self._each):
            return "", 0
        parents = len(self._batches[batch]["parents"])
        if not given and self._each and parents == 1:
            number = 1
        return (batch, number) if number <= parents else ("", 0)

    def _parents_of(self, batch: str, number: int) -> list[Record]:
        if not batch:
            return []
        ids = self._batches[batch]["parents"]
        if self._each:
            ids = ids[number - 1 : number] if number else []
        return [self._parents[identity] for identity in ids if identity in self._parents]

    def _reject(self, reason: str, original: Any, detail: str, parents: Sequence[Record] = ()) -> Reject:
        """For a recipe that works on each record the original is that record, with what came back in its labels."""
        self._row += 1
        if self._each and parents:
            parent = parents[0]
            lineage = parent.lineage
            failed = parent if reason == "no_reply" else parent.with_labels(failed_reply=original)
            return Reject(reason, self._step, lineage.source, lineage.row, failed.to_row(), parent.id, detail)
        return Reject(reason, self._step, SOURCE, self._row, original, detail=detail)
