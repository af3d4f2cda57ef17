"""Who is in a text: names found by what stands beside words of speaking, their other names, and whether he or she."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

VERBS_ZH = (
    "回答|答道|说道|问道|喊道|叫道|笑道|骂道|叹道|嚷道|劝道|喃喃|嘀咕|吩咐|解释|反驳|追问|补充|提醒|承认|宣布|开口|接口|插嘴|应道|应声|嘟囔|质问|命令|安慰|"
    "說道|問道|罵道|嘆道|勸道|應道|說|問|應|嘆|勸|罵|"
    "说|道|问|答|喊|叫|嚷|骂|劝|应|笑|叹|吼|念|唱|哭"
)
VERBS_EN = (
    "said|asked|replied|answered|cried|shouted|whispered|muttered|called|snapped|murmured|exclaimed|added|continued|began|returned|"
    "observed|remarked|demanded|inquired|repeated|laughed|sighed|sobbed|growled|yelled|declared|insisted|agreed|explained|says|asks"
)
_NOT_NAMES = re.compile(
    r"^(?:[他她它我你您咱俺谁这那其有一两三几众大家人们个只又再也还便就却才忽突于然但可因所如若虽当正在从对向把被让给跟和与及或很最更太真不没别请已刚早晚昨今明后前此每各某话声屋门风雨雪天地水火山路墙桌时])"
)
_ADVERB = "连忙|急忙|赶紧|忍不住|低声|小声|大声|轻声|高声|沉声|笑着|冷冷|淡淡|认真|慢慢|缓缓|忽然|突然|立刻|马上|终于|沉默|回头|抬头|抬起|低头|点头|摇头|摇摇|摆摆|叹了|叹口|看了|看着|望着|站起|坐下|伸手|走到|转向|转过|转身|拱手|想了|皱起|接过|停下|也不|头也|在后|在校|凑过|骑着|踢着|揉着|抓起|把|将|又|也|便|就|才|却|的|一|连|笑|说|道|问|答|喊|叫|嚷|劝|应|喃|急|忙|来|没"
_CLAUSE = re.compile(r"[，。！？；：”」』、\s]")
_TITLE = r"(?:Mr\.|Mrs\.|Ms\.|Miss|Dr\.|Sir|Lady|Captain|Uncle|Aunt|Old|Young|Professor|Doctor|Father|Mother)"
_NAME_EN = re.compile(rf"(?:{_TITLE} )?[A-Z][a-z]+(?: [A-Z][a-z]+)?")
_COMMON_EN = frozenset(
    "The A An He She It They We You I And But Then So There This That When Where What Who How Why Not No Yes In On At For From With As If His Her Its "
    "Their My Your Our Again Until Still All Some An One Two Three Now Here After Before Everybody Nobody Somebody Chapter Part".split()
)
_SHE = re.compile(r"她|姑娘|小姐|夫人|太太|妈|娘|婆|姐|妹|婶|姨|奶")
_HE = re.compile(r"他|先生|公子|叔|伯|爷|哥|弟|老头|汉子|猎户|掌柜")


def chinese_names(narration: Iterable[str]) -> list[str]:
    """Beginnings of clauses that come again and are followed by words of doing or speaking, the longest first."""
    counts: Counter[str] = Counter()
    spoke: Counter[str] = Counter()
    for told in narration:
        for clause in _CLAUSE.split(told):
            if len(clause) < 2 or _NOT_NAMES.match(clause):
                continue
            for size in (2, 3, 4):
                name = clause[:size]
                if (
                    len(name) == size
                    and re.match(f"(?:{_ADVERB}|{VERBS_ZH})", clause[size:] or "")
                    and not re.search(r"[的了着过是在不说道问]", name)
                ):
                    counts[name] += 1
                    spoke[name] += re.search(VERBS_ZH, clause[size:]) is not None
    kept: list[str] = []
    for name, count in sorted(counts.items(), key=lambda entry: (-entry[1], len(entry[0]))):
        covered = [other for other in kept if name.startswith(other) or other.startswith(name)]
        if not covered and (count > 1 or spoke[name]):
            kept.append(name)
    return sorted(kept, key=len, reverse=True)


def english_names(narration: Iterable[str]) -> list[str]:
    """Capitalised names that speak or come more than once, in narration."""
    counts: Counter[str] = Counter()
    for told in narration:
        for match in _NAME_EN.finditer(told):
            if match[0].split()[0] not in _COMMON_EN:
                counts[match[0]] += 1
    return sorted(counts, key=len, reverse=True)


def canonical(names: Iterable[str], *, chinese: bool) -> dict[str, str]:
    """Every name → the one that stands for the person: the longest that holds it and no other person's."""
    out = {}
    names = list(names)
    for name in names:
        if chinese:
            out[name] = name
            continue
        words = [word for word in name.split() if not re.fullmatch(_TITLE, word)]
        married = name.startswith(("Mrs.", "Mr.", "Miss", "Ms."))
        longer = [other for other in names if not married and other != name and words and words[0] == _first(other)]
        out[name] = min(longer, key=lambda other: (-len(_plain(other).split()), len(other))) if longer else name
        if not married:
            out[name] = _plain(out[name])
    return out


def _plain(name: str) -> str:
    return re.sub(rf"^{_TITLE} ", "", name)


def _first(name: str) -> str:
    return "" if name.startswith(("Mrs.", "Mr.", "Miss", "Ms.")) else _plain(name).split()[0]


def genders(names: dict[str, str], narration: Iterable[str], *, chinese: bool) -> dict[str, str]:
    """Canonical name → "f", "m" or "": by titles, and by the pronouns that follow soon."""
    votes: dict[str, Counter[str]] = {}
    for told in narration:
        for name, person in names.items():
            for match in re.finditer(re.escape(name), told):
                vote = votes.setdefault(person, Counter())
                near = told[match.end() : match.end() + 60]
                if chinese:
                    vote["f"] += 3 * bool(_SHE.search(name)) + ("她" in near)
                    vote["m"] += 3 * bool(_HE.search(name)) + ("他" in near and "她" not in near)
                else:
                    vote["f"] += 5 * name.startswith(("Mrs.", "Miss", "Ms.", "Lady", "Aunt")) + len(
                        re.findall(r"\b(?:she|her)\b", near.lower())
                    )
                    vote["m"] += 5 * name.startswith(("Mr.", "Sir", "Uncle")) + len(
                        re.findall(r"\b(?:he|his)\b", near.lower())
                    )
    return {
        person: "f" if vote["f"] > vote["m"] else "m" if vote["m"] > vote["f"] else "" for person, vote in votes.items()
    }
