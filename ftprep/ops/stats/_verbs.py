"""What an instruction asks for: its first verb, and what that verb is done to.

The idea is Self-Instruct's (Wang et al., 2022, figure 2), which parses sentences; here a word list (English) and the
segmenter's word classes (Chinese) stand in for a parser: right for the plain imperatives that instructions mostly are.
"""

from __future__ import annotations

import re
from typing import Final

VERBS: Final = frozenset(
    """
    add adapt adjust advise analyse analyze answer apply argue arrange ask assess assign brainstorm break build calculate
    categorise categorize change check choose cite classify clean code collect combine comment come compare compile complete
    compose compute conduct connect construct continue convert correct count craft create critique cut debug decide deduce define
    delete derive describe design detect determine develop devise differentiate discuss display distinguish divide draft
    draw edit elaborate eliminate estimate evaluate examine expand explain explore express extract fill find fix format
    formulate gather generate give group guess help highlight hypothesise hypothesize identify illustrate imagine implement improve
    infer insert interpret introduce invent judge justify label link list locate look make match measure mention merge modify multiply
    name narrate offer order organise organize outline output paraphrase parse perform pick place plan play pose predict prepare
    present print produce proofread propose prove provide pull put rank rate read rearrange recommend reconstruct reduce
    refactor reformat rename reorder rephrase replace reply report research respond restate retrieve return reverse
    review revise reword rewrite roleplay round score search select sentence separate share shorten show simplify simulate solve
    sort specify split spot state structure substitute subtract suggest sum summarise summarize supply support take talk teach tell test think
    trace transcribe transform translate turn update use validate verify visualise visualize weigh write
    """.split()
)
"""Verbs that instructions begin with, in their plain form."""

_LEAD_IN: Final = frozenset(
    "please kindly now then first next ok okay hi hello hey can could would will you i'd i want need like to us me let's let help just so and".split()
)
_SKIP: Final = frozenset(
    "a an the this that these those my your our their his her its me us him them it some any each every all both one two three four five six seven eight nine ten following given up out".split()
)
_END: Final = frozenset(
    "about of for to in on at by with from into using between that which who whose based as if so and or is are was were so than when where while how why what without within containing including given".split()
)
_CONDITION: Final = frozenset("given based using considering if when from with for in as suppose".split())
CHINESE_VERBS: Final = frozenset(
    """
    写 编写 撰写 创作 改写 重写 续写 扩写 缩写 仿写 写出 写作 起草 编 编造 作 生成 创建 创造 设计 制作 制定 列出 列举 举 举例 举出 给出 提供 提出 建议 推荐
    解释 说明 描述 阐述 介绍 定义 讲 讲述 叙述 回答 回复 解答 计算 求 求解 证明 推导 推断 推测 预测 估计 分析 评价 评估 评论 比较 对比 区分 分类
    归类 排序 排列 总结 概括 归纳 概述 提取 抽取 提炼 找出 查找 识别 判断 确定 检查 校对 修改 修正 改正 改进 优化 完善 编辑 润色 翻译 转换 转化 转写
    替换 填写 填空 补充 补全 完成 续 扩展 组织 整理 构造 构建 造 实现 编码 解码 调试 选择 选出 挑选 命名 起 想象 扮演 模拟 规划 安排 准备 讨论 论述 辩论
    探讨 告诉 教 搜索 查询 统计 合并 拆分 删除 添加 插入 匹配 标注 标记 打分 评分 验证 简化 描绘
    """.split()
)
"""Verbs that Chinese instructions begin with; the segmenter takes many of them for nouns."""
_ASKING: Final = frozenset("什么 多少 为什么 谁 哪 哪个 哪些 几 吗 呢 怎么 如何".split())
_ENGLISH_WORD: Final = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|[0-9]+|[.,;:!?\n\"“(]")
_HAN: Final = re.compile("[一-鿿]")
_CLAUSE: Final = re.compile('[，。！？；：,.!?;:\\n（(「“"]')
_POLITE: Final = frozenset(
    "请 请问 请你 请您 麻烦 麻烦你 帮 帮我 帮忙 给 给我 为 为我 替 替我 能 能否 可以 可否 能不能 想 要 想要 希望 需要 让 使 会 应该 应 来 去 有 是 进行 根据 按照 用 将 把 在 对 "
    "如何 怎么 怎样 知道 假设 假如 如果 以 基于 参考 如下 下列".split()
)


def first_verb(instruction: str) -> tuple[str, str] | None:
    """(verb, object) of an instruction, the object "" where none is seen; None where it has no such verb.

    >>> first_verb("Please write a short story about a fox."), first_verb("请帮我写一首关于春天的诗。")
    (('write', 'story'), ('写', '诗'))
    """
    start = instruction[:120].lstrip()
    return _chinese(start) if _HAN.search(start[:20]) else _english(start)


def _english(text: str) -> tuple[str, str] | None:
    words = _ENGLISH_WORD.findall(text.lower())
    if words and words[0] in _CONDITION:
        words = words[words.index(",") + 1 :] if "," in words else []
    for at, word in enumerate(words[:8]):
        leads_in = word in _LEAD_IN and at + 1 < len(words) and words[at + 1] in VERBS | _LEAD_IN
        if word in VERBS and not leads_in:
            return word, _english_object(words[at + 1 :])
        if word not in _LEAD_IN and word not in ",.!":
            return None
    return None


def _english_object(words: list[str]) -> str:
    """The last word of the noun phrase: up to a preposition, a conjunction or a mark."""
    last = ""
    for word in words[:8]:
        if word in _SKIP and not last:
            continue
        if word in _END or not word[0].isalnum():
            break
        last = word
    return "" if last.isdigit() else last


def _chinese(text: str) -> tuple[str, str] | None:
    import rjieba

    for clause in _CLAUSE.split(text)[:3]:
        tagged = rjieba.tag(clause[:24])
        for at, (word, tag) in enumerate(tagged):
            if word in _ASKING:
                break
            if word in CHINESE_VERBS or (tag.startswith("v") and word not in _POLITE):
                return word, _chinese_object(tagged[at + 1 :])
        if clause.startswith("给"):
            return "给", _chinese_object(tagged[1:])
    return None


def _chinese_object(tagged: list[tuple[str, str]]) -> str:
    """The last noun of the first run of nouns, behind the last 的 where there is one."""
    after = [at for at, (word, _) in enumerate(tagged) if word == "的"]
    found = ""
    for word, tag in tagged[after[-1] + 1 :] if after else tagged:
        if tag.startswith("n") and not tag.startswith("nr"):  # nr: names of people
            found = word
        elif found:
            break
    return found
