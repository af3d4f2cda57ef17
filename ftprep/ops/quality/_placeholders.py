"""Answers that only hold the place of one: TODO, N/A, 待补充, [image], {{answer}}. Shapes, of which the whole text is one."""

from __future__ import annotations

import re

_LONGEST = 80

_WORDS = frozenset(
    """
    na nan null nil undefined none_yet placeholder xxx xxxx xxxxx asdf blank empty deleted removed redacted no_answer
    待定 暂缺 略 同上 空 占位 占位符 测试数据 内容为空 此处省略
    """.replace("_", " ").split()
) | {"no answer", "none yet", "no response"}

_OPEN, _CLOSE = r"[\[<({【（《「]{0,2}\s*", r"\s*[\]>)}】）》」]{0,2}"
_THING = "答案|解答|回答|回复|内容|解析|描述|说明|简介|介绍|文本|正文|输出|结果|资料|信息|数据|备注|姓名|名称"
_FILL = "填写|填入|填上|插入|输入|补充|添加|写入|写上|写|放置|填"
_CHINESE = re.compile(
    rf"""{_OPEN}(?:
        (?:请|请您)?(?:在)?(?:此处|此|这里|这儿|下方|上方|括号内)(?:请)?(?:{_FILL})(?![得的])(?:[您你](?:的)?|具体的?|相应的?)?[^\s，。,.]{{0,8}}
        | 请?(?:{_FILL})(?:[您你](?:的)?|具体的?)?[^\s，。,.]{{0,6}}(?:{_THING})
        | (?:暂无|暂缺|尚无|暂时没有)(?:{_THING})|无(?:答案|解答|回答|内容)
        | (?:{_THING}|此处|本题|该题)?(?:有)?(?:待|尚待|尚未|未|暂未)(?:补充|填写|完善|更新|编辑|添加|回答|录入)(?:的?(?:{_THING}))?
        | (?:{_THING})?(?:暂缺|待定)|(?:{_THING})(?:暂无|缺失|为空|空缺|略|从略|占位符?)
        | (?:此处|这里)(?:是|为|放|写)?(?:[您你](?:的)?)?(?:标准|参考|示例)?(?:{_THING})(?:内容)?
        | (?:[您你]的|标准|参考|示例|模型)?(?:答案|回答|回复)(?:内容|文本|示例|正文|占位符?)
    )[。.！!…]*{_CLOSE}""",
    re.VERBOSE,
)
_KIND = r"(?:answer|response|reply|output|text|content|description|summary|solution|explanation|name|title|details?)s?"
_ENGLISH = re.compile(
    rf"""{_OPEN}(?:
        (?:todo|tbd|tba|fixme|wip|placeholder|n/?a)(?:\s*[:：\-–—(\[].{{0,60}})?
        | (?:please\s+)?(?:insert|enter|add|write|put|type|fill\s+in|provide|place)\s+(?:[\w'-]+\s+){{0,3}}?{_KIND}\s+(?:here|below)
        | (?<=[\[<{{(])\s*(?:please\s+)?(?:insert|enter|add|write|put|type|fill\s+in|provide|your)\s+[^\n\[\]<>]{{2,50}}(?=[\]>}})])
        | (?:your|the|an?|model|sample|expected)?\s*{_KIND}\s+(?:goes\s+|belongs\s+)?here
        | (?:the\s+|this\s+)?{_KIND}\s+(?:is\s+|are\s+)?(?:to\s+be|will\s+be|not\s+yet|yet\s+to\s+be)\s+(?:added|written|filled(?:\s+in)?|provided|determined|announced|completed)
        | (?:the\s+)?{_KIND}\s+(?:is\s+)?(?:pending|missing|coming\s+soon|placeholder|omitted)
        | (?:insert|your|enter|add)\s+(?:your\s+|the\s+|an?\s+)?{_KIND}
    )[.!…]*{_CLOSE}""",
    re.VERBOSE | re.IGNORECASE,
)
_FRAME = re.compile(
    r"""[\[<({【（《「]{1,2}\s*(?:
        (?:your|the|an?|insert|enter|add|write|put|fill)?\s*(?:answer|response|reply|output|text|content|name|description)s?
        |(?:答案|回答|回复|内容|输出|文本|姓名|名称)(?:内容)?
        |图片|照片|表情|动画表情|语音|视频|文件|位置|红包|转账|名片|链接|音频|聊天记录|合并转发|语音通话|视频通话|小程序|音乐|拍一拍
        |image|photo|picture|sticker|emoji|gif|voice(?:\s+message)?|audio|video|file|document|location|contact|media|attachment|link
    )(?:\s*(?:omitted|消息))?\s*[\]>)}】）》」]{1,2}""",
    re.IGNORECASE | re.VERBOSE,
)
_OMITTED = re.compile(r"<media omitted>|(?:image|video|audio|sticker|gif|document) omitted", re.IGNORECASE)
_LOREM = re.compile(r"^\W*lorem ipsum(?:\W*$| dolor)", re.IGNORECASE)
_EDGES = " \t\r\n.。!！,，;；:：-—_*`\"'“”‘’"


def is_placeholder(text: str) -> bool:
    """Whether a whole text is a placeholder. An empty one is not: it is empty.

    >>> is_placeholder("（待补充）"), is_placeholder("[Your answer here]"), is_placeholder("好的")
    (True, True, False)
    >>> is_placeholder("TODO: write it"), is_placeholder("TODO marks work that is left"), is_placeholder("暂无答案")
    (True, False, True)
    """
    if len(text) > _LONGEST:
        return _LOREM.match(text[:_LONGEST]) is not None
    text = text.strip()
    if not text:
        return False
    bare = text.strip(_EDGES)
    if bare.casefold() in _WORDS or bare.casefold().strip("()（）[]【】<>") in _WORDS or _LOREM.match(text) is not None:
        return True
    return any(shape.fullmatch(each) for shape in (_FRAME, _OMITTED, _CHINESE, _ENGLISH) for each in (text, bare))
