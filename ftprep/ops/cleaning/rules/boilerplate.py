"""Lines that belong to the page, not to its text: who edited it, who owns it, where to read on."""

from __future__ import annotations

import re
from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule

_LINE = re.compile(
    r"^[ \t\u3000]*[(（\[【]?[ \t\u3000]*(?:"
    # who wrote, edited, published it
    r"(?:责任编辑|責任編輯|责编|本文编辑|文字编辑|网络编辑|编辑|編輯|校对|校對|审核|监制|原标题|作者|文章来源|稿件来源|信息来源|本文来源|来源|來源|供稿|图片来源|摄影)[ \t]*[:：丨|].{0,40}"
    # rights and reprints
    r"|.{0,30}(?:版权所有|版權所有|未经(?:书面|本站|本网|作者)?(?:授权|许可|允许)[^。\n]{0,12}(?:不得|禁止|请勿)|转载请(?:注明|联系)|轉載請註明|禁止转载|谢绝转载|侵权(?:必究|请联系|删除)|本文(?:系|为).{0,12}原创).{0,60}"
    r"|(?:免责声明|免責聲明|版权声明|版權聲明|特别声明)[:：].{0,200}"
    r"|(?:copyright\b|©|\(c\)[ \t]*\d{4}).{0,120}|.{0,60}\ball rights reserved\b.{0,40}"
    # the page's own furniture
    r"|(?:阅读全文|閱讀全文|查看全文|展开全文|点击(?:查看|阅读)(?:更多|全文|原文)|阅读原文|查看更多|加载更多|返回(?:顶部|首页|列表)|上一篇|下一篇|相关(?:阅读|文章|推荐|新闻)|推荐阅读|热门推荐|猜你喜欢|分享到|扫码关注|扫一扫关注|长按(?:识别)?二维码|点击关注|关注(?:我们|公众号))(?:[ \t:：>»…].{0,40})?"
    r"|(?:read (?:more|the full (?:story|article))|continue reading|related (?:articles|posts|stories)|share (?:this|on)\b.{0,40}|back to top|skip to (?:main )?content|sign up for our newsletter|subscribe to our newsletter|follow us on\b.{0,40}|previous (?:post|article)|next (?:post|article))[ \t.:…»>→]{0,5}"
    r"|第[ \t]*\d{1,4}[ \t]*页[ \t]*[,，/]?[ \t]*共[ \t]*\d{1,4}[ \t]*页|page \d{1,4} of \d{1,4}"
    r")[ \t\u3000]*[)）\]】]?[ \t\u3000。.]*$\n?",
    re.IGNORECASE | re.MULTILINE,
)


def make(settings: Any) -> Change | None:
    return _change if settings.boilerplate else None


def _change(text: str) -> str:
    if "\n" not in text.strip():  # a text of one line is its own content, whatever it says
        return text
    changed = _LINE.sub("", text)
    return changed if changed.strip() else text


RULE = Rule(
    "boilerplate",
    make,
    gates=(
        "责任编辑|責任編輯|责编|编辑|編輯|校对|校對|审核|监制|原标题|作者|来源|來源|供稿|摄影|版权|版權|未经|转载|轉載|侵权|免责|免責|原创|特别声明",
        (
            "(?i)copyright|©|\\(c\\)|all rights reserved|read (?:more|the full)|continue reading|related (?:articles|posts|stories)|share (?:this|on)"
            "|back to top|skip to|newsletter|follow us on|(?:previous|next) (?:post|article)|page [0-9]+ of"
        ),
        "全文|查看更多|加载更多|返回|一篇|相关|推荐|猜你喜欢|分享到|关注|二维码|原文|共 ?[0-9]+ ?页",
    ),
)
