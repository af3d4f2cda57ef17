"""Chinese addresses: from the province, city or district down to road, number, building and room.

A place alone (北京, 浦东新区) is no address. It takes a road, lane or village with its number, or an estate with building
and room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, Recognizer, near, words

ENTITY = "STREET_ADDRESS"

_HAN = r"[\u4e00-\u9fff]"
_NUMBER = r"(?:[0-9]{1,5}|[A-Za-z][0-9]{0,4}|[一二三四五六七八九十百零〇]{1,6}|[甲乙丙丁东西南北])"
_PROVINCES = "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
_STOP = "的在是到去从住我你他她们了和与请把给寄送于至往将被让这那有没为对跟向就都也还说问址"
_PART = rf"(?:(?![{_STOP}，。；：、,;:\s]){_HAN}){{1,10}}?"
_LEAD = (
    rf"(?:(?:中国)?(?:{_PROVINCES})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)?[ ]?)?"
    rf"(?:{_PART}(?:市|自治州|地区|盟)[ ]?)?(?:{_PART}(?:区|县|旗|市)[ ]?)?(?:{_PART}(?:街道|镇|乡|开发区|新区|高新区)[ ]?)?"
)
_ROAD = rf"{_PART}(?:大道|大街|公路|胡同|路|街|巷|弄|里|道)(?:[东西南北中]?[一二三四五六七八九十]?(?:路|街|段|巷|弄))?"
_HOUSE = rf"[ ]?{_NUMBER}[ ]?(?:[-之][0-9]{{1,4}})?(?:号院|号楼|号|弄|巷|號)"
_ESTATE = (
    rf"{_PART}(?:小区|花园|家园|公寓|大厦|广场|苑|城|湾|府|庭|村|新村|社区|中心|园区|科技园|产业园|学校|大学|宿舍|里)"
)
_ROOM = rf"(?:[ ]?{_NUMBER}[ ]?(?:号楼|栋|幢|座|楼|期|区|号|组))?(?:[ ]?{_NUMBER}[ ]?单元)?(?:[ ]?{_NUMBER}[ ]?(?:层|楼))?(?:[ ]?{_NUMBER}(?:-[0-9]{{1,4}}){{0,2}}[ ]?(?:室|号房|房|户|号)?)?"
_TAIL = rf"(?:[ ，,]?(?:{_ESTATE}){_ROOM}|{_ROOM})"
_VILLAGE = rf"{_PART}(?:村|屯|庄|寨)(?:{_NUMBER}[ ]?(?:组|队|社|号)|[ ]?门牌)"

_ADDRESS = re.compile(
    rf"{_LEAD}(?:{_ROAD}{_HOUSE}{_TAIL}|{_VILLAGE}{_ROOM}|{_ESTATE}[ ]?{_NUMBER}[ ]?(?:号楼|栋|幢|座)[ ]?{_ROOM}|{_ESTATE}[ ]?{_NUMBER}-{_NUMBER}(?:-{_NUMBER})+(?:室)?)"
)
_CONTEXT = words("地址|住址|住在|家住|住|寄|送|邮寄|收货|快递|发货|户籍|位于|坐落|到|在|搬到|address")
_CUE = re.compile(
    r"^(?:.*(?:地址|住址|住在|家住|位于|坐落于|坐落在|寄到|寄往|寄至|送到|送至|搬到|现居|户籍|籍贯|[在到至住于是为去]))"
)


_ANCHOR = re.compile(
    rf"(?:路|街|道|巷|弄|胡同|里|段)[ ]?{_NUMBER}[ ]?(?:[-之]\d{{1,4}})?(?:号|弄|巷|號)|[村屯庄寨]{_NUMBER}[ ]?[组队社号]|[\u4e00-\u9fff][ ]?{_NUMBER}[ ]?(?:号楼|栋|幢|座|-{_NUMBER}-)"
)
_BREAK = re.compile(r"[^，。；：！？、,;:!?\n|（）()\"'“”<>{}\[\]]*$")


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Addresses, looked for from the mark or line end before a road's or building's number."""
    done = 0
    for anchor in _ANCHOR.finditer(text):
        if anchor.start() < done:
            continue
        near_start = max(done, anchor.start() - 40)
        before = _BREAK.search(text, near_start, anchor.start())
        match = _ADDRESS.search(text, before.start() if before else near_start, anchor.end() + 60)
        if match:
            yield match
            done = match.end()


def find(text: str) -> Iterator[Finding]:
    for match in _matches(text):
        start, end = match.span()
        cue = _CUE.match(match.group())
        if cue:
            start += cue.end()
        value = text[start:end]
        if len(value) < 5 or not re.search(r"[0-9一二三四五六七八九十]", value):
            continue
        admin = re.search(rf"^(?:{_PROVINCES})|[市区县镇]", value) is not None
        score = 0.92 if admin else LIKELY if near(text, start, end, _CONTEXT, 14) else 0.65
        yield Finding(ENTITY, start, end, score)


RECOGNIZER = Recognizer(
    "address_cn",
    ENTITY,
    (
        r"(?:路|街|道|巷|弄|胡同|里)[ ]?(?:[0-9A-Za-z甲乙丙丁一二三四五六七八九十百零〇东西南北中]{1,6})[ ]?[-之0-9]*(?:号|弄|巷|號|段|路|街)",
        r"[村屯庄寨](?:[0-9一二三四五六七八九十]{1,4})[ ]?[组队社号]",
        r"[\p{Han}][ ]?[0-9A-Za-z一二三四五六七八九十]{1,5}[ ]?(?:号楼|栋|幢|座|-[0-9]+-[0-9]+)",
    ),
    find,
)
