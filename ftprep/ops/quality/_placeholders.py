"""Answers that only hold the place of one: TODO, N/A, 待补充, [image], {{answer}}."""

from __future__ import annotations

import re

_LONGEST = 80

_WORDS = frozenset(
    """
    todo tbd tba fixme n/a na nan null nil undefined none_yet placeholder lorem ipsum xxx xxxx xxxxx asdf
    (blank) (empty) (none) (null) [blank] [empty] [deleted] [removed] [redacted] <blank> <empty> no_answer
    待补充 待填写 待完善 待定 待更新 暂缺 暂无 暂无内容 暂无回答 暂无数据 略 同上 空 无内容 无回答 未填写 此处省略 占位 占位符 测试数据 内容为空
    """.replace("_", " ").split()
) | {"no answer", "none yet", "lorem ipsum", "your answer here", "answer goes here", "insert answer here"}

_FRAME = re.compile(
    r"""[\[<({【（《「]{1,2}\s*(?:
        (?:your|the|an?|insert|enter|add|write|put|fill)?\s*(?:answer|response|reply|output|text|content|name|description)s?(?:\s+(?:goes\s+)?here)?
        |(?:此处|这里|在此)?(?:请)?(?:填写|填入|插入|输入|补充)?(?:答案|回答|回复|内容|输出|文本|姓名|名称)(?:内容)?
        |图片|照片|表情|动画表情|语音|视频|文件|位置|红包|转账|名片|链接|音频|聊天记录|合并转发|语音通话|视频通话|小程序|音乐|拍一拍
        |image|photo|picture|sticker|emoji|gif|voice(?:\s+message)?|audio|video|file|document|location|contact|media|attachment|link
    )(?:\s*(?:omitted|消息))?\s*[\]>)}】）》」]{1,2}""",
    re.IGNORECASE | re.VERBOSE,
)
_OMITTED = re.compile(r"<media omitted>|(?:image|video|audio|sticker|gif|document) omitted", re.IGNORECASE)
_LOREM = re.compile(r"^\W*lorem ipsum dolor sit amet", re.IGNORECASE)
_EDGES = " \t\r\n.。!！,，;；:：-—_*`\"'“”‘’"


def is_placeholder(text: str) -> bool:
    """Whether a whole text is a placeholder. An empty one is not: it is empty.

    >>> is_placeholder("（待补充）"), is_placeholder("[Your answer here]"), is_placeholder("好的")
    (True, True, False)
    """
    if len(text) > _LONGEST:
        return _LOREM.match(text[:_LONGEST]) is not None
    text = text.strip()
    if not text:
        return False
    if _FRAME.fullmatch(text) or _OMITTED.fullmatch(text):
        return True
    bare = text.strip(_EDGES).casefold()
    return bare in _WORDS or bare.strip("()（）[]【】<>") in _WORDS or _LOREM.match(text) is not None
