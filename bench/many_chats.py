"""Any number of made-up chats in which the share of repeats does not grow with the number: a corpus of a few sentences
meets itself ever more often, and a bench on it would measure that."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bench.chat_corpus import _personal, _untidy
from ftprep.io.common_chars import SIMPLIFIED
from ftprep.record import Record, Turn, dumps
from ftprep.text.english import common_words

_SLOTS = (
    "张经理 李老师 客服小王 仓库同事 技术部门 财务人员 门店店长 物流司机 新来的实习生 项目负责人 采购主管 社区志愿者 隔壁邻居 班主任 体检医生 健身教练 装修师傅 律师助理 银行柜员 前台接待",
    "昨天下午 今天早上 上周三 月底之前 年会期间 放假当天 午休时候 会议结束后 第二季度 周末晚上 开学前夕 出差路上 发货以后 收到通知时 凌晨两点 节日当天 验收那天 试用期内 签约之后 搬家那周",
    "在办公室 在仓库门口 在电话里 在群聊中 在现场 在系统后台 在图书馆 在车站旁 在会议室 在实验室 在线上平台 在服务窗口 在展厅里 在工地上 在学校操场 在医院大厅 在社区中心 在咖啡馆 在机房里 在培训教室",
    "核对了 补交了 重新整理了 取消了 延长了 批准了 说明了 检查了 更换了 登记了 归还了 测试了 拍摄了 翻译了 打印了 拆开了 安装了 预订了 转发了 收藏了",
    "三份合同 全部发票 旧的电源线 新版说明书 退货单据 会员积分 体检报告 培训课件 投影设备 入库清单 数学作业 旅行计划 保修卡片 采访录音 餐厅座位 租房协议 显微镜头 报名表格 软件补丁 节日礼盒",
    "结果比预想的顺利 因此需要再等两天 费用由公司承担 大家都松了一口气 请尽快给出答复 下一步交给技术处理 细节写在附件第四页 希望以后流程能更简单 还差一个签字 数量和清单对得上 原因暂时没有查明 建议改到下个月 这件事算是告一段落 价格比去年低一成 对方表示可以接受 照片已经传到云盘 剩下的周一再说 记得带上身份证件 声音有点听不清楚 具体时间另行通知",
)  # fmt: skip
_WORDS = tuple(slot.split() for slot in _SLOTS)
_DIRTY, _SAME, _NEARLY = 0.1, 0.03, 0.02
_BLOCK = 1000
"""Repeats lie within so many records of what they repeat."""


@cache
def _english() -> list[str]:
    return sorted(common_words(10_000))


def _sentence(draw: random.Random, *, chinese: bool) -> str:
    """Chinese: six phrases with two of the common characters behind each, so that no two sentences share much."""
    if not chinese:
        words = " ".join(draw.choices(_english(), k=draw.randint(8, 16)))
        return f"{words.capitalize()}."
    phrases = [draw.choice(words) + draw.choice(SIMPLIFIED) + draw.choice(SIMPLIFIED) for words in _WORDS]
    return f"{''.join(phrases[:5])}，{phrases[5]}。"


def many_chats(count: int) -> Iterator[Record]:
    """Four turns each, some 500 bytes; a tenth with a piece of dirt, 3 % equal to an earlier one, 2 % nearly so."""
    for start in range(0, count, _BLOCK):
        draw = random.Random(start)
        made: list[list[str]] = []
        for number in range(start, min(count, start + _BLOCK)):
            chance = draw.random()
            if made and chance < _SAME:
                texts = draw.choice(made)
            elif made and chance < _SAME + _NEARLY:
                texts = list(draw.choice(made))
                texts[-1] += draw.choice(("好的。", "谢谢！", " Thanks."))
            else:
                chinese, glue = (True, "") if draw.random() < 0.7 else (False, " ")
                texts = [
                    glue.join(_sentence(draw, chinese=chinese) for _ in range(draw.choice((1, 1, 2)))) for _ in range(4)
                ]
                if draw.random() < _DIRTY:
                    texts[draw.randrange(4)] += draw.choice((_personal, _untidy))(draw)
                made.append(texts)
            turns = [Turn("user" if at % 2 == 0 else "assistant", text) for at, text in enumerate(texts)]
            yield Record(str(number), turns)


def write_many(path: Path, count: int) -> Path:
    with path.open("wb", buffering=1 << 20) as out:
        for record in many_chats(count):
            out.write(dumps({"messages": [turn.to_row() for turn in record.turns]}) + b"\n")
    return path
