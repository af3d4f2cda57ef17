"""Words that say little about what a text is about: what a list of frequent words leaves out."""

from __future__ import annotations

from typing import Final

ENGLISH: Final = frozenset(
    """
    a about above after again against all also although always am among an and another any are aren't around as at
    away back be because been before being below between both but by can can't cannot could couldn't did didn't do
    does doesn't doing don't done down during each either else enough etc even ever every few first for from further
    get gets getting give given go goes going gone got had hadn't has hasn't have haven't having he he'd he'll he's her
    here here's hers herself him himself his how however i i'd i'll i'm i've if in instead into is isn't it it'd it'll
    it's its itself just keep kind know known last least less let let's like likely made make makes many may maybe me
    might mine more most much must my myself need needs neither never no nor not nothing now of off often ok okay on
    please once one ones only onto or other others otherwise our ours ourselves out over own per perhaps put quite rather
    really s said same say says see seem seems several shall she she'd she'll she's should shouldn't since so some
    something sometimes still such sure t take than thank thanks that that's the their theirs them themselves then
    there there's therefore these they they'd they'll they're they've thing things this those though through thus to
    together too toward towards two under until up upon us use used uses using usually very via want wants was wasn't
    way we we'd we'll we're we've well were weren't what what's when where whether which while who who's whom whose why
    will with within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves
    """.split()
)

CHINESE: Final = frozenset(
    """
    的 了 是 在 和 与 及 或 而 且 但 但是 而且 并 并且 以及 或者 还是 就是 也 都 就 还 又 再 才 却 则 便 即 只 只是 只有 不 没 没有
    不是 不会 不能 不要 不同 我 你 您 他 她 它 我们 你们 他们 她们 它们 咱们 自己 大家 人家 别人 这 那 哪 这个 那个 哪个 这些 那些 哪些
    这样 那样 这种 那种 这里 那里 哪里 这儿 那儿 什么 怎么 怎样 怎么样 如何 为什么 谁 多少 几 一 一个 一些 一种 一下 一点 一样 一直 一定
    一般 一次 有 有的 有些 会 能 能够 可 可以 可能 要 想 应 应该 应当 必须 需要 得 地 着 过 吧 吗 呢 啊 呀 哦 嗯 哈 啦 嘛 哎 唉 喂 把 被
    让 使 使得 给 对 对于 关于 向 从 到 由 由于 于 以 用 为 为了 因 因为 所以 因此 于是 如 如果 若 假如 虽然 尽管 即使 无论 不管 只要 除了
    按照 根据 通过 随着 作为 比 比如 例如 像 等 等等 之 其 其中 其他 其它 此 此外 另外 以下 以上 之间 之后 之前 以后 以前 时 时候 上 下 中
    里 内 外 前 后 左 右 间 来 去 说 做 看 知道 觉得 认为 请 请问 很 非常 十分 太 更 更加 最 较 比较 多 少 大 小 好 个 种 次 些 点 每 每个
    各 各种 某 某些 该 本 所 所有 全部 任何 许多 很多 当 当然 然后 然而 不过 同时 首先 其次 最后 接着 已 已经 曾 正在 将 将会 仍 仍然 还有
    而是 是否 可是 并不 甚至 尤其 特别 以便 从而 进行 具有 包括 包含 成为 属于 起来 出来 下来 下去 上去 进来 出去 回来 过来 那么 这么 多么
    先 两 二 三 第一 第二 您好 你好 谢谢 我会 你会 也许 大概 几乎 总是 经常 有时 有时候 之一 以来 呵呵 哈哈 嗯嗯 无 非 未 别 么 们 方面 情况
    """.split()
)

STOP_WORDS: Final = ENGLISH | CHINESE
