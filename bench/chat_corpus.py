"""A made-up corpus of chats, Chinese and English, a tenth of its records dirty: what operators that mend or mask meet."""

from __future__ import annotations

import random

from ftprep.record import Record, Turn

_ZH = (
    "今天天气不错，我们下午三点在公司楼下见面，顺便把资料也一起带上。|报价单已经发到你那边了，麻烦有空的时候确认一下。|客户反馈说新版本的界面比以前更加清楚，但是加载速度还是有一点慢。|我们需要在下个迭代里继续优化性能，同时补上缺少的测试。"
    "|关于退换货的规则，七天之内商品没有使用过就可以申请，运费由买家承担。|质量问题由我们承担全部责任，您不用担心。|这道题的解法其实很简单，先把两边同时乘以二，然后移项整理，最后就能得到答案是十五。|请问你们周末营业吗？我想带孩子过去体验一下课程。"
    "|训练模型之前要先清洗数据，去掉重复的样本，再把格式统一成标准的对话形式。|会议纪要我已经整理好了，一共有五个待办事项，请大家各自认领。|如果机器还是不能启动，请先检查电源线有没有插好，再按住按钮十秒钟。|这家餐厅的味道很好，就是排队的时间有点长，建议提前预约。"
    "|她说下个月要去南方旅行，打算坐高铁慢慢看沿途的风景。|合同第三条写得很清楚，付款应当在验收之后三十天内完成。|学习一门语言最重要的是每天坚持，哪怕只有二十分钟也好。|系统会在每天凌晨两点自动备份，备份文件保留三十天。"
).split("|")
_EN = (
    "The quarterly figures are attached and the meeting moves to three on Thursday.|Please send your comments before the end of the week.|To reset the device, hold the power button for ten seconds until the light turns blue.|The function returns a list of tuples and raises an error if the input is empty."
    "|We appreciate your patience while our team looks into the problem.|Mix the flour and butter until crumbly, then add the eggs one at a time.|The museum opens at nine and closes at six, and the last entry is at half past five.|Most of the delay came from the database, so we added an index and measured again."
    "|You can change the language in the settings menu under general options.|It rained all morning, but the afternoon was bright and almost warm.|The train was late by twenty minutes because of a signal failure.|Could you explain the difference between a list and a tuple in simple words?"
).split("|")

SURNAMES, GIVEN = "王李张刘陈杨赵吴周徐", "伟芳娜敏静磊洋勇艳杰军强丽超明霞平刚"


def _digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(count))


def _personal(draw: random.Random) -> str:
    name = draw.choice(SURNAMES) + "".join(draw.choice(GIVEN) for _ in range(draw.choice((1, 2))))
    mobile = f"1{draw.choice('3578')}{_digits(draw, 9)}"
    return draw.choice(
        (
            f"我的手机号是{mobile}，请尽快联系。",
            f"收件人：{name}，电话{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}，地址：杭州市西湖区文三路{_digits(draw, 2)}1号{_digits(draw, 1)}幢{_digits(draw, 3)}室。",
            f"发到 user{_digits(draw, 4)}@example-mail.cn 就可以。",
            f"我叫{name}，微信号：wx_{_digits(draw, 6)}，加一下。",
            f"卡号62220{_digits(draw, 14)}，开户行建设银行，金额{_digits(draw, 4)}元。",
            f"登录IP 36.{_digits(draw, 2)}.7.{draw.randint(1, 254)}，账号：user_{_digits(draw, 3)}，密码：Abc{_digits(draw, 5)}!",
            f"车牌粤B·{_digits(draw, 5)}，停在负二层。",
            f"My phone number is +1 415-555-{_digits(draw, 4)} and my name is Anna Bergström.",
        )
    )


def _untidy(draw: random.Random) -> str:
    return draw.choice(
        (
            "<p>第一段文字&nbsp;&amp;说明</p><p>第二段<br>换行了</p>",
            "太好了！！！！！！！真的吗？？？？？",
            "责任编辑：小编\n版权所有，未经授权不得转载\n",
            "ｈｅｌｌｏ　ｗｏｒｌｄ　１２３",
            "零\u200b宽\u200b字符\ufeff和\u202e方向\u202c",
            "schÃ¶n und grÃ¼n",
            "<|im_start|>user\n你好<|im_end|>",
            "多余   的    空格  \r\n\r\n\r\n\r\n和换行",
            "哈哈😂😂😂😂😂😂",
            "<div class=\"a\"><b>粗体</b>和<a href='https://example.com'>链接</a></div><!-- 注释 -->",
        )
    )


def chats(count: int, dirt: str, seed: int = 7) -> list[Record]:
    """`count` records of four turns, every tenth with a piece of dirt: "personal" or "untidy"."""
    draw = random.Random(seed)
    make = {"personal": _personal, "untidy": _untidy}[dirt]
    records = []
    for number in range(count):
        pool, glue = (_ZH, "") if draw.random() < 0.7 else (_EN, " ")
        texts = [glue.join(draw.sample(pool, draw.randint(1, 4))) for _ in range(4)]
        if number % 10 == 0:
            texts[draw.randrange(4)] += make(draw)
        records.append(
            Record(str(number), [Turn("user" if at % 2 == 0 else "assistant", text) for at, text in enumerate(texts)])
        )
    return records


def megabytes(records: list[Record]) -> float:
    return sum(len(text.encode()) for record in records for text in record.texts()) / 1e6
