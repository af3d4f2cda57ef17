"""Chinese narration: who is named in it, who acts and who speaks."""

from __future__ import annotations

import re
from collections import Counter

from ftprep.ops.acquire._novel.mentions import NOBODY, Mention

_SPEAK = (
    "回答|答道|说道|问道|喊道|叫道|笑道|骂道|叹道|嚷道|劝道|喃喃|嘀咕|吩咐|解释|反驳|追问|反问|补充|提醒|承认|宣布|提议|开口|接口|插嘴|插话|应道|应声|嘟囔|质问|命令|安慰|打圆场|告诉|"
    "挤出一句|说|說|道|问|問|答|吆喝|喊|叫|嚷|骂|罵|劝|勸|应|應|笑|叹|嘆|吼|念|唱|哭|喝|怒|喜|接着|开腔"
)
SPEAK = re.compile(f"(?:{_SPEAK})(?!话|題|题|路|理|士|具|起来了)")
_SPEAK_END = re.compile(f"(?:{_SPEAK})(?:了?一?[声句]|着|了)?[，,：:]?$")
_SENTENCE = re.compile(r"[^。！？!?；;…]+[。！？!?；;…]*")
_CLAUSE = re.compile(r"[，,、：:“”「」\s—]+")
_LEAD = re.compile(
    r"(?:所以|因此|不过|然而|不料|[她他伊我]的[^，。的]{0,4}[儿女媳子妻夫母父妈爸爹娘哥姐弟妹友生人](?=[^，。的们]{2})|只见|只听得?|忽听得?|忽然|突然|这时|此时|于是|然后|接着|随后|半晌|结果|果然|终于|说着|原来|只有|但是|可是|但|而|可|又|便|却|那边|旁边|一旁|在后面|"
    r"[一那这两几][个位名群对]|[^，。的]{1,7}的(?=.{2,4}))"
)
_SAYS = re.compile(
    rf"^(?P<name>[^地着了的得不也又便就才只却来去]{{2,3}}?)(?:连忙|急忙|赶紧|忍不住|低声|小声|大声|轻声|高声|又|便|也|大)?(?:{_SPEAK}|(?<![知难街味])道)$"
)
_BACK = 4
"""Sentences back for who does all that is told, where the last one names nobody."""
_QUOTED = re.compile("“[^”]*”|「[^」]*」|《[^》]*》")
_APART = re.compile(r"^(?:[等当见听看从到在因若如]|话|说着|正说|自从|虽|话音)")
_PRONOUN = re.compile(r"^(?P<one>[她他伊我](?!们))(?!的)")
_TOGETHER = re.compile(r"异口同声|齐声|一起|众人|大家|两人|二人|全班|我们")
_TAKES = re.compile(r"(?:对着?|向|跟|和|问|朝|冲|转头|劝|告诉)$")
_PERSON_END = "人者士师长官亲爷娘妈爸哥姐弟妹叔伯婶姨奶婆公父母女儿孩童王帝妃翁汉兵客匠贼侠"
_PERSON = re.compile(
    "(?:先生|公公|婆婆|书生|学生|医生|店家|太太|夫人|小姐|姑娘|公子|掌柜|老板|经理|护士|警察|队长|秀才|道士|和尚|丫头|丫鬟|司机|小二|胖子|瘦子|汉子|伙计|差役|老头子?|女子|男子|妻子|儿子|孙子|孩子|"
    f"[{_PERSON_END}]|老[^，。]|[^，。]总|[^，。]工|[^，。]队|[^，。]嫂)$"
)
_KIN = "公公|婆婆|嫂子|嫂|婶子|婶|大妈|大娘|大爷|大叔|奶奶|老太太|老太|太太|爷爷|爷|叔|伯|姑姑|姑"
_THING = re.compile(
    rf"[里上下中外内前后边旁间处时声色光面步手脚脸眼嘴头气话字门窗灯火雪风雨天地心口]$|[镇县]$|声音|眼睛|目光|半天|小声|大声|高声|低声|轻声|笑容|脸色|身子|房子|桌子|日子|^[一二三两几四五六七八九十](?!.*(?:{_KIN})$)[^{_PERSON_END}]|[说道问答喊叫嚷骂劝]$"
)
_NOT_AFTER = "的地得里上中们"
_NEVER = frozenset(
    "人们 满脸 摇头 点头 抬头 低头 回头 半天 小声 大声 高声 低声 轻声 众人 大家 有人 谁知 岸上 忽然 突然 慢慢 连忙 急忙 自己 他们 她们 我们 咱们 你们 没有 不知 不禁 只是 只见 这时 那时 此时 后来 "
    "一面 一边 于是 说着 正说 话音 车厢 教室 全班 全连 队伍 对方 村人 旁人 路人 行人 别人 世人 邻人 族人 人人 作者 读者 编者 笔者 二人 两人 三人 不过 如果 因为 所以 可是 但是 而且 今天 明天 昨天 次日 上午 下午 晚上 早上 当下 当时 一时 一个".split()
)
_NUMBERS = "二三四五六七八九十"
_MEASURED = re.compile(
    f"[{_NUMBERS}一]+(?:[百千万亿几多来余半]|[个個条條天年月日时時里步次回遍声聲张張件分点點刻秒周种種面边邊起齐下度般样樣些阵陣旁路群伙帮帮位名人双雙对對口块塊元文钱錢寸尺丈亩间間层層家岁歲更处處第])"
)
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓洪包左石崔吉龚程邢裴陆荣翁荀羊甄曲封储靳段焦巴牧车侯班仰秋仲宫宁仇栾甘厉戎武符刘景詹束龙叶幸司黎乔白邰从索赖卓屠池苍温庄晏柴瞿阎连习容向古易廖终步都耿满弘国文寇广东欧沃利师聂关荆司马上官欧阳夏侯诸葛老小阿大"
)
_NUMBERED_KIN = re.compile(f"(?<![第{_NUMBERS}{''.join(sorted(_SURNAMES))}])[{_NUMBERS}][一{_NUMBERS}]?(?:{_KIN})")
_SHE = re.compile(
    r"[她妈娘婆姐妹婶姨奶嫂姑妃莺婉凤芳梅秀丽娟兰莲菊霞燕玲珍萍英翠绮娇娜婷倩雯念棠可]|小姐|夫人|太太|老太|女"
)
_HE = re.compile(r"[爷爸父叔伯哥弟公汉翁郎总柱强刚勇伟军磊彬杰志建国]|先生|掌柜|书生|道士|秀才|船长|老头|胖子")
_KIN_SHE = re.compile("(?:[嫂婆姐妹婶姨奶姑娘妈太妃母]|[嫂婶]子|母亲|女儿|女人)$")
_KIN_HE = re.compile("(?:[爷爸父叔伯哥弟公翁]|父亲|儿子|男人)$")
_TITLE = 100
"""A title tells more than any number of pronouns near a name: in older books 他 is a woman too."""
_TITLES = "老师|经理|总|工|队|队长|警官|先生|小姐|姑娘|女士|掌柜|老板|大侠|少侠|师傅|医生|大夫|主任|局长|科长|排长|连长|班长|爷|嫂子?|哥|姐|叔|伯|婶|姨"


class Chinese:
    """Reads Chinese narration, once it has found who is in it."""

    narrator = "我"

    def tells_i(self, told: str) -> bool:
        return bool(re.search("我(?!们)", _QUOTED.sub("", told)))

    def __init__(self) -> None:
        self._any = re.compile("(?!)")
        self._names: dict[str, int] = {}

    def find(self, narration: list[str], beside: list[str]) -> dict[str, int]:
        narration, beside = ([_QUOTED.sub("，", told) for told in parts] for parts in (narration, beside))
        names = self._nominal(narration, beside)
        for name, count in (self._repeated(narration) | self._numbered(narration)).items():
            names.setdefault(name, count)
        says = self._saying(beside)
        names = {
            name: count
            for name, count in {**says, **names}.items()
            if name in says
            or _PERSON.search(name)
            or (name[0] in _SURNAMES and len(name) < (4 if name[0] in "老小阿大" else 5))
            or count > 2
        }
        names = {
            name: count
            for name, count in names.items()
            if not self._is_worse(name, names) and not (name[0] in "但而可又便却" and name[1:] in names)
        }
        names = self._with_kin(names, "\n".join(narration))
        one = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        self._any = re.compile(one or "(?!)")
        self._names = names
        return names

    @staticmethod
    def _is_worse(name: str, names: dict[str, int]) -> bool:
        """A longer one that only begins with another name, and is rarer: 林晓把."""
        return any(
            other != name and name.startswith(other) and not _PERSON.search(name) and names[other] >= count
            for other in names
            if len(other) > 1
            for count in (names[name],)
        )

    @staticmethod
    def _with_kin(names: dict[str, int], told: str) -> dict[str, int]:
        """单四 whom the text nearly always calls 单四嫂子 is 单四嫂子."""
        out = {}
        for name, count in names.items():
            kin = Counter(re.findall(rf"{re.escape(name)}({_KIN})", told))
            most, times = kin.most_common(1)[0] if kin and not _PERSON.search(name) else ("", 0)
            out[name + most if times * 2 > told.count(name) else name] = max(count, times)
        return out

    @staticmethod
    def _nominal(narration: list[str], beside: list[str]) -> dict[str, int]:
        """What stands as the subject of a clause: names by the segmenter, and words for people."""
        from rjieba import tag

        counts: Counter[str] = Counter()
        weak: Counter[str] = Counter()
        near = set(beside)
        for told in narration:
            for sentence in _SENTENCE.findall(told):
                speaks = told in near and bool(SPEAK.search(sentence))
                for clause in _CLAUSE.split(sentence):
                    rest = clause
                    while match := _LEAD.match(rest):
                        rest = rest[match.end() :]
                    for text in dict.fromkeys((clause, rest)):
                        name, sure = _leading(tag(text))
                        named = sure or bool(_PERSON.search(name)) or (speaks and bool(_SPEAK_END.search(clause)))
                        if _may_be(name, text):
                            (counts if named else weak)[name] += 1
        counts.update({name: count for name, count in weak.items() if name in counts or (count > 2 and len(name) > 2)})
        return dict(counts)

    @staticmethod
    def _saying(beside: list[str]) -> Counter[str]:
        """Two or three characters that nothing but a word of speaking follows: whoever it is, it is a name."""
        from rjieba import tag

        says: Counter[str] = Counter()
        for told in beside:
            for clause in _CLAUSE.split(re.sub(r"[。！？!?；;…]", "，", told)):
                if match := _SAYS.match(clause):
                    name = match["name"]
                    words = tag(name)
                    known = (len(words) == 1 and words[0][1][0] in "vdazilpoey") or (
                        words[0][1] == "p" or (len(words[0][0]) > 1 and words[0][1][0] in "vd")
                    )
                    if (
                        _may_be(name, name)
                        and not known
                        and not re.search(r"[笑叹怒喜哭音]$|^[你没再只还都对向朝冲跟]|[他她伊我]", name)
                    ):
                        says[name] += 1
        return says

    @staticmethod
    def _repeated(narration: list[str]) -> dict[str, int]:
        """Beginnings of clauses that come again with different words behind them, a surname in front."""
        from rjieba import cut, tag

        follows: dict[str, Counter[str]] = {}
        for told in narration:
            for clause in _CLAUSE.split(re.sub(r"[。！？!?；;…]", "，", told)):
                for size in (2, 3):
                    if len(clause) > size and clause[0] in _SURNAMES:
                        follows.setdefault(clause[:size], Counter())[clause[size]] += 1
        found = {}
        for name, after in follows.items():
            if after.total() < 2 or len(after) < 2 or after.most_common(1)[0][1] * 2 > after.total() + 1:
                continue
            known = len(cut(name, False)) == 1 and (
                name[0] not in "老小阿大" or after.total() < 3 or tag(name)[0][1][0] in "dcvpr"
            )
            if not known and _may_be(name, name + "，") and not re.search(r"[的了着过是在不说道问把被给]", name):
                found[name] = after.total()
        return found

    @staticmethod
    def _numbered(narration: list[str]) -> dict[str, int]:
        """七斤, 八一嫂: a number that again and again somebody's doings follow is a name."""
        from rjieba import cut, tag

        follows: dict[str, Counter[str]] = {}
        kin: Counter[str] = Counter()
        for told in narration:
            kin.update(_NUMBERED_KIN.findall(told))
            for clause in _CLAUSE.split(re.sub(r"[。！？!?；;…]", "，", told)):
                if clause[:1] and clause[0] in _NUMBERS and not _MEASURED.match(clause):
                    sizes = [size for size in (4, 3) if len(clause) > size and _PERSON.search(clause[:size])] or [2]
                    if len(clause) > sizes[0]:
                        follows.setdefault(clause[: sizes[0]], Counter())[clause[sizes[0]]] += 1
        found = {name: count for name, count in kin.items() if count > 1}
        for name, after in follows.items():
            known = len(name) == 2 and len(cut(name, False)) == 1 and tag(name)[0][1][0] != "m"
            if len(after) >= (2 if _PERSON.search(name) else 3) and name not in _NEVER and not known:
                found[name] = after.total()
        return found

    def _subject(self, sentence: str, *, guess: bool) -> tuple[str, str]:
        """(name, pronoun) of who acts in a sentence: the first clause that begins with somebody."""
        for clause in _CLAUSE.split(sentence):
            rest = clause
            for _ in range(4):
                if match := self._any.match(rest):
                    if rest[match.end() : match.end() + 1] == "们":
                        break
                    named = self._any.match(rest, match.end())
                    return (named or match)[0], ""
                if match := _PRONOUN.match(rest):
                    return ("我", "") if match["one"] == "我" else ("", "f" if match["one"] in "她伊" else "m")
                if _APART.match(rest) and not _LEAD.match(rest):
                    break
                if not (lead := _LEAD.match(rest)):
                    break
                rest = rest[lead.end() :]
            if (
                (found := self._any.search(clause))
                and 0 < found.start() < 4
                and not re.search(r"[的对向跟和把被给叫让请说问听见看望着着了在从到]", clause[: found.start()])
            ):
                return found[0], ""
            if not guess and (found := self._any.search(clause)) and clause[found.end() : found.end() + 2] == "的声":
                return found[0], ""
        return "", ""

    def _mention(self, sentence: str, *, nearest: bool = False) -> Mention:
        """`nearest`: who acts last in it, as what is said comes after it."""
        if _TOGETHER.search(sentence) and SPEAK.search(sentence):
            return NOBODY
        name, pronoun = self._subject(sentence, guess=False)
        if nearest and name:
            acts = [match[0] for clause in _CLAUSE.split(sentence) if (match := self._any.match(clause))]
            name = acts[-1] if acts else name
        if not (name or pronoun):
            return NOBODY
        start = (sentence.rfind(name) if nearest else sentence.find(name)) + len(name) if name else 1
        others = list(self._any.finditer(sentence, start))
        addressed = next((match[0] for match in others if _TAKES.search(sentence[: match.start()])), "")
        spoke = bool(SPEAK.search(sentence[start:]) or sentence.rstrip()[-1:] in "：:")
        return Mention(name, pronoun, spoke, addressed)

    def after(self, _said: str, told: str) -> Mention:
        sentences = _SENTENCE.findall(told)
        return self._mention(sentences[0]) if sentences else NOBODY

    def before(self, told: str) -> Mention:
        sentences = _SENTENCE.findall(told.rstrip())
        if not sentences:
            return NOBODY
        leads = sentences[-1].rstrip()[-1:] in "：:，," or bool(_SPEAK_END.search(sentences[-1].rstrip()))
        mention = self._mention(sentences[-1], nearest=leads)
        if not mention and leads and _SPEAK_END.search(sentences[-1].rstrip()) and not _TOGETHER.search(sentences[-1]):
            earlier = (self._subject(sentence, guess=False) for sentence in reversed(sentences[-_BACK:-1]))
            name, pronoun = next((who for who in earlier if any(who)), ("", ""))
            mention = Mention(name, pronoun, spoke=True)
        return mention if leads else Mention(mention.name, mention.pronoun, spoke=False, addressed=mention.addressed)

    def subjects(self, told: str) -> list[Mention]:
        found = [self._subject(sentence, guess=True) for sentence in _SENTENCE.findall(_QUOTED.sub("", told))]
        return [Mention(name, pronoun) for name, pronoun in found if name or pronoun]

    def named(self, told: str) -> list[str]:
        return [match[0] for match in self._any.finditer(_QUOTED.sub("", told))]

    def people(self, names: dict[str, int], narration: list[str]) -> dict[str, str]:
        """秦婉玉 and 婉玉 are one; so are 陈默 and 小陈, 郭志强 and 老郭 or 郭队, 唐绮 and 阿绮, where only one can be meant."""
        out = {name: name for name in names}
        for name in sorted(names, key=len):
            fuller = [other for other in names if other != name and _is_short_for(name, other)]
            families = {out[other] for other in fuller}
            if len(families) == 1:
                out[name] = families.pop()
        if len(names) > 1:
            for match in re.finditer(
                rf"(?P<role>{self._any.pattern})(?P<name>{self._any.pattern})", "\n".join(narration)
            ):
                if (
                    _PERSON.search(match["role"])
                    and _is_word(match["role"])
                    and match["role"][0] not in "老小阿"
                    and out[match["role"]] == match["role"]
                ):
                    out[match["role"]] = out[match["name"]]
        best: dict[str, list[str]] = {}
        for name, person in out.items():
            best.setdefault(person, []).append(name)
        chosen = {person: max(all_, key=lambda name: (names[name], len(name))) for person, all_ in best.items()}
        return {name: chosen[person] for name, person in out.items()}

    def genders(self, names: dict[str, str], narration: list[str]) -> dict[str, str]:
        votes = {
            person: Counter(
                {
                    "f": 2 * bool(_SHE.search(name[-2:])) + _TITLE * bool(_KIN_SHE.search(name)),
                    "m": 2 * bool(_HE.search(name[-2:])) + _TITLE * bool(_KIN_HE.search(name)),
                }
            )
            for name, person in names.items()
        }
        for told in narration:
            for match in self._any.finditer(told):
                near = told[match.end() : match.end() + 30]
                near = near[: other.start()] if (other := self._any.search(near)) else near
                for who, gender in (("她", "f"), ("伊", "f"), ("他", "m")):
                    votes[names[match[0]]][gender] += who in near
        return {
            who: "f" if vote["f"] > vote["m"] else "m" if vote["m"] > vote["f"] else "" for who, vote in votes.items()
        }

    def called(self, said: str) -> str:
        """At the beginning or the end, set off; 小陈 and 苏经理 for the only one of that family."""
        if (match := self._any.match(said)) and re.match(r"[，,！!啊呀。？…、]|$", said[match.end() :]):
            return match[0]
        match = re.search(r"[，,]\s*([^，,]{2,6})[。！!？?…]*$", said)
        if match and self._any.fullmatch(match[1]):
            return match[1]
        short = re.match(rf"(?:[老小](?P<a>.)|(?P<b>.)(?:{_TITLES}))[啊呀]?[，,！!]", said)
        family = short and (short["a"] or short["b"])
        fits = {name for name in self._names if family and name[0] == family and len(name) in (2, 3)}
        return fits.pop() if len(fits) == 1 else ""


def _leading(words: list[tuple[str, str]]) -> tuple[str, bool]:
    """The noun that a clause begins with, and whether the segmenter holds it for a name."""
    name, sure = "", False
    for word, kind in words:
        if (
            kind in ("nr", "nrt", "nrfg")
            or (kind in ("n", "nz", "zg", "b", "ng") and len(name) < 4)
            or (not name and word in "老小阿大")
        ):
            if name and kind == "n" and not _PERSON.search(name + word) and len(name) > 1:
                break
            name += word
            sure = sure or kind in ("nr", "nrfg")
        else:
            break
    return name, sure and len(name) > 1


def _is_word(role: str) -> bool:
    """A word for many, not somebody's name."""
    from rjieba import tag

    words = tag(role)
    return len(words) == 1 and words[0][1] == "n"


def _may_be(name: str, text: str) -> bool:
    after = text[len(name) : len(name) + 1]
    return (
        1 < len(name) < 6
        and name not in _NEVER
        and not re.search("[她他伊你]", name)
        and not _THING.search(name)
        and after not in tuple(_NOT_AFTER[1:])
    )


def _is_short_for(name: str, other: str) -> bool:
    if len(other) > len(name) and other.endswith(name) and len(name) > 1:
        return True
    if match := re.fullmatch(rf"(?:[老小](?P<a>.)|(?P<b>.)(?:{_TITLES}))", name):
        family = match["a"] or match["b"]
        return len(other) in (2, 3) and other[0] == family and not re.fullmatch(rf".(?:{_TITLES})", other)
    return (
        len(name) == 2 and name[0] == "阿" and len(other) in (2, 3) and other[-1] == name[1] and other[0] in _SURNAMES
    )
