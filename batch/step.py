"""A step of a recipe: an operator and its settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ftprep.errors import SettingsError
from ftprep.operator import Operator, Options, get_operator
from ftprep.settings import build_options


@dataclass(frozen=True, slots=True)
class Step:
    """Light enough to be sent to a process: operator and options are looked up where they are needed."""

    name: str
    kind: str
    settings: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, settings: dict[str, Any]) -> Step:
        """Raises SettingsError where there is no such operator, or a setting is wrong."""
        try:
            operator = get_operator(name)
        except KeyError:
            raise SettingsError(
                en=f"There is no operator called {name!r}; `ftprep tools` lists them.",
                zh=f"没有名为 {name!r} 的算子；用 ftprep tools 查看全部。",
            ) from None
        if operator.asks_model:
            raise SettingsError(
                en=f"{name} asks a language model. Drive the workflow through an API instead: ftprep drive.",
                zh=f"{name} 需要大模型。请改用 ftprep drive 通过 API 运行工作流。",
            )
        step = cls(name, operator.kind, {key: value for key, value in settings.items() if key != "language"})
        step.options()
        return step

    def operator(self) -> Operator:
        return get_operator(self.name)

    def options(self) -> Options:
        return build_options(self.operator(), self.settings)[1]

    def to_json(self) -> dict[str, Any]:
        """As the manifest tells it, secrets left out."""
        fields = self.operator().options.model_fields
        secret = {name for name, rule in fields.items() if (rule.json_schema_extra or {}).get("secret")}  # type: ignore[union-attr]
        given = self.options().model_dump(exclude_defaults=True)
        return {"operator": self.name, "settings": {k: "•••" if k in secret else v for k, v in given.items()}}
