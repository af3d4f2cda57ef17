"""Replies → the records that come out, and how they compare with what a person sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ftprep.ops.augment._collection import Collection
from ftprep.ops.augment._recipes import get_recipe
from ftprep.record import Record, Turn

RECIPES = {"pair": "generate_from_seeds", "answer": "rewrite_tone", "dialogue": "generate_dialogue"}
PARENTS = {
    f"p{number}": Record(f"p{number}", [Turn("user", f"第{number}问"), Turn("assistant", f"第{number}答")])
    for number in (1, 2, 3)
}


def read(reply: str, makes: str = "pair") -> list[dict[str, Any]]:
    """What collect_replies makes of a reply, before the recipe's checks of content."""
    recipe = get_recipe(RECIPES[makes]).model_copy(update={"checks": {}})
    collection = Collection("collect_replies", recipe)
    each = makes == "answer"
    collection.open("b1", {"parents": list(PARENTS) if each else [], "records": 1}, PARENTS if each else {})
    return [_fields(item, makes) for item in collection.take(reply, "b1", "reply 1") if isinstance(item, Record)]


def _fields(record: Record, makes: str) -> dict[str, Any]:
    if makes == "dialogue":
        return {"messages": [{"role": turn.role, "content": turn.content} for turn in record.turns]}
    if makes == "answer":
        return {"id": f"b1-{record.lineage.parents[0][1:]}", "output": record.turns[-1].content}
    user, assistant = record.turns
    return {"instruction": user.content, "input": user.input or "", "output": assistant.content}


@dataclass
class Score:
    """Visible records, those of them that came out, and records that nobody can see in the reply."""

    visible: int = 0
    found: int = 0
    invented: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, label: str, got: list[Any], expect: list[Any], allow: list[Any] = ()) -> None:  # type: ignore[assignment]
        """Compares one reply's records with those expected, each once; `allow` are neither asked for nor invented."""
        got = _distinct(got)
        found = sum(record in got for record in expect)
        invented = sum(record not in expect and record not in allow for record in got)
        self.visible += len(expect)
        self.found += found
        self.invented += invented
        if found < len(expect) or invented:
            self.failures.append(f"{label}: {found} of {len(expect)} found, {invented} invented")

    @property
    def recall(self) -> float:
        return self.found / self.visible


def _distinct(records: list[Any]) -> list[Any]:
    out: list[Any] = []
    for record in records:
        if record not in out:
            out.append(record)
    return out
