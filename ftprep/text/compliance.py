"""What law or ethics may forbid in a text, by category: words that ship, words that a user brings, and the contexts in
which the same words are harmless."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from ftprep.text.features import feature_table
from ftprep.text.gate import Gate
from ftprep.text.plain_form import plain_form

CATEGORIES: Final = {
    "violence": ("Violence against people.", "针对人的暴力。"),
    "sexual": ("Sexual content.", "色情内容。"),
    "minors": ("Sexual content with minors.", "涉及未成年人的性内容。"),
    "self_harm": ("Self-harm and suicide.", "自伤与自杀。"),
    "drugs": ("Illegal drugs.", "毒品。"),
    "gambling": ("Gambling.", "赌博。"),
    "weapons": ("Weapons and explosives.", "武器与爆炸物。"),
    "hate": ("Hate against groups of people.", "仇恨与歧视。"),
    "political": ("Politics: leaders, parties, disputed matters of state.", "政治：领导人、政党、国家争议事务。"),
    "copyright": ("A mark that rights are reserved.", "版权声明。"),
    "medical": ("Medical advice without care.", "轻率的医疗建议。"),
    "legal": ("Legal advice without care.", "轻率的法律建议。"),
}

THRESHOLD: Final = 1.0
_CHUNK: Final = 600
"""Characters. A long text is looked at piece by piece, so that an exception counts only near what it excepts."""

_TRADITIONAL: Final = dict(
    zip(
        "殺槍賭藥彈習黨獨亂愛強姦視頻幫財產與價錢貨買賣製種兒幾歲絕將當陰莖顧網絡聯繫開麼樣頭髮鐵燒們個這應該國誰場題灣語為無號發銷藍綠紅圖書館長門見說東車醫療癌結婚債證據運動會廣點線",
        "杀枪赌药弹习党独乱爱强奸视频帮财产与价钱货买卖制种儿几岁绝将当阴茎顾网络联系开么样头发铁烧们个这应该国谁场题湾语为无号发销蓝绿红图书馆长门见说东车医疗癌结婚债证据运动会广点线",
        strict=True,
    )
)
_HAS_TRADITIONAL: Final = re.compile(f"[{''.join(old for old, new in _TRADITIONAL.items() if old != new)}]")
_TO_SIMPLIFIED: Final = str.maketrans(_TRADITIONAL)


class Screen:
    """Looks for `categories`. `own_words`: category (of the user's own naming) → words to find as well."""

    def __init__(self, categories: Collection[str], own_words: Mapping[str, Collection[str]] | None = None) -> None:
        self._wanted = frozenset(categories)
        words = {
            name: sorted({screened_form(word) for word in some} - {""}) for name, some in (own_words or {}).items()
        }
        self._own = [name for name, some in words.items() if some]
        self._gate = Gate(["|".join(map(_literal, words[name])) for name in self._own])
        self._table = feature_table("compliance")

    def look(self, text: str) -> dict[str, list[str]]:
        """Category → names of the features that speak for it (`own_words` for the user's)."""
        plain = screened_form(text)
        found: dict[str, list[str]] = {}
        if self._own:
            found = {self._own[index]: ["own_words"] for index in self._gate.hits(plain)}
        for at in range(0, len(plain), _CHUNK):
            for name, features in self._look(plain[at : at + _CHUNK]).items():
                found.setdefault(name, features)
        return found

    def _look(self, chunk: str) -> dict[str, list[str]]:
        sums: dict[str, float] = {}
        names: dict[str, list[str]] = {}
        for feature in self._table.found(chunk, THRESHOLD):
            category, _, what = feature.name.partition(".")
            sums[category] = sums.get(category, 0.0) + feature.weight
            if feature.weight > 0:
                names.setdefault(category, []).append(what)
        return {name: names[name] for name in names if name in self._wanted and sums[name] >= THRESHOLD}


def screened_form(text: str) -> str:
    """The plain form with the traditional characters of the tables simplified."""
    plain = plain_form(text)
    return plain.translate(_TO_SIMPLIFIED) if _HAS_TRADITIONAL.search(plain) is not None else plain


def _literal(word: str) -> str:
    """A word as a pattern: words of letters only where they stand alone."""
    escaped = re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", word)
    return rf"\b{escaped}\b" if re.fullmatch(r"[a-z0-9 ]+", word) else escaped
