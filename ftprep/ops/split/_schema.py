"""The JSON schema of a split's figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NUMBER = {"type": "number"}
_TEXT = {"type": "string"}


def _table(**columns: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": columns}}


FIGURES: Mapping[str, Mapping[str, Any]] = {
    "sides": _table(side=_TEXT, records=_NUMBER, share=_NUMBER),
    "groups": {"type": "object", "properties": dict.fromkeys(("groups", "records", "largest"), _NUMBER)},
    "leak": {
        "type": "object",
        "properties": {
            "highest_similarity": _NUMBER,
            "ids": {"type": "array", "items": _TEXT},
            "pairs_compared": _NUMBER,
            "bonds_across": _NUMBER,
        },
    },
    "strata": _table(value=_TEXT, train=_NUMBER, validation=_NUMBER, test=_NUMBER),
    "folds": _table(fold=_NUMBER, records=_NUMBER, others=_NUMBER),
    "subsets": _table(subset=_TEXT, records=_NUMBER),
}
