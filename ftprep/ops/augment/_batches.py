"""What the two ways to a model share: settings, and a batch of records → its prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ftprep.errors import SettingsError
from ftprep.operator import Options, setting
from ftprep.ops.augment._checks import script
from ftprep.ops.augment._prompt import build_prompt
from ftprep.ops.augment._recipes import FIRST, Recipe, get_recipe, recipe_names
from ftprep.ops.augment._views import MAX_CHARACTERS, as_line

if TYPE_CHECKING:
    RecipeName = str
else:
    RecipeName = Literal[recipe_names()]

REASONS: Mapping[str, tuple[str, str]] = {
    "too_long_for_prompt": (
        f"Longer than {MAX_CHARACTERS} characters: split it first.",
        f"超过 {MAX_CHARACTERS} 个字符，请先拆分。",
    ),
    "nothing_to_show": ("Holds nothing that this recipe works on.", "没有该配方可处理的内容。"),
}

_ZH = {"persona": "人设", "scene": "场景", "style": "风格"}


class PromptOptions(Options):
    recipe: RecipeName = setting(FIRST, help="What the model is asked to do.")
    persona: str = setting("", help="Who the assistant is: name, standing, history, habits of speech.", input=True)
    scene: str = setting("", help="Where and when a dialogue takes place, and why.", input=True)
    style: str = setting("", help="A manner of speaking.", input=True)
    extra: str = setting("", help="A further demand, put into every prompt.", input=True)
    count: int = setting(
        20,
        help="New records wanted in all, by recipes that write new ones; for documents: questions a section.",
        ge=1,
        le=100_000,
    )
    per_call: int = setting(
        0, help="Records a prompt; 0: as the recipe says. More are cheaper and less careful.", ge=0, le=50
    )
    max_tokens: int = setting(
        3000,
        help="Estimated tokens of data a prompt, where the model works on each record.",
        ge=200,
        le=100_000,
        panel=False,
    )
    prompt_language: Literal["auto", "zh", "en"] = setting(
        "auto", help="Language of the prompts; automatic: of each batch's records.", panel=False
    )
    seeds: int = setting(3, help="Records shown in a prompt that only shows the manner.", ge=0, le=10, panel=False)
    turns: int = setting(8, help="Turns a new dialogue should have, about.", ge=2, le=60, panel=False)
    seed: int = setting(0, help="Which records are drawn: the same number draws the same ones.", panel=False)


class Prompter:
    """Words the prompts of a call. Raises SettingsError where the recipe needs what was not given."""

    def __init__(self, options: PromptOptions) -> None:
        self.options = options
        self.recipe: Recipe = get_recipe(options.recipe)
        self.per_call = options.per_call or self.recipe.per_call
        self._settings = {name: getattr(options, name) for name in ("persona", "scene", "style", "extra")}
        for name in self.recipe.needs:
            if not self._settings[name].strip():
                raise SettingsError(
                    en=f"The recipe {self.recipe.name} needs a {name}: fill it in.",
                    zh=f"配方 {self.recipe.name} 需要填写 {name}（{_ZH[name]}）。",
                )

    @property
    def asked(self) -> int:
        """Records asked for of each record shown, where the recipe works on each."""
        return min(self.options.count, 20) if self.recipe.many else 1

    def prompt(self, batch: str, items: Sequence[Mapping[str, Any]], asked: int) -> str:
        """The prompt for `items`; ids are added where the model works on each of them."""
        if self.recipe.batch == "each":
            items = [{"id": f"{batch}-{number}", **item} for number, item in enumerate(items, 1)]
        numbers = {"count": asked, "turns": self.options.turns}
        return build_prompt(self.recipe, self._language(items), batch, items, self._settings, numbers)

    def _language(self, items: Sequence[Mapping[str, Any]]) -> str:
        if self.options.prompt_language != "auto":
            return self.options.prompt_language
        text = "\n".join(as_line(dict(item)) for item in items) or "".join(self._settings.values())
        language = script(text) or "zh"
        if self.recipe.view == "pivot":  # the way back is worded in the language that it leads to
            return "en" if language == "zh" else "zh"
        return language
