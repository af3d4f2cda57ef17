"""Who says what, in the ways of telling that books have and the plain `X said` does not cover."""

from __future__ import annotations

import pytest

from ftprep.ops.acquire._novel.quotations import paragraphs
from ftprep.ops.acquire._novel.speakers import attribute

CASES = {
    "the paragraph before leads to the speech": (
        "“陈木匠在么？”周平问。\n\n刘婶放下针线，说：\n\n“在后院。”\n\n“在忙么？”\n\n刘婶想了想，又说：\n\n“你自己去看。”\n\n陈木匠听见刘婶和周平说话，走出来，说：\n\n“谁找我？”",
        [
            ("陈木匠在么？", "周平"),
            ("在后院。", "刘婶"),
            ("在忙么？", "周平"),
            ("你自己去看。", "刘婶"),
            ("谁找我？", "陈木匠"),
        ],
    ),
    "names that begin with a number": (
        "五顺蹲在船头补网。五顺嫂从舱里出来，叉着腰说：“鱼呢？”\n五顺慢慢抬起头来，叹一口气说：“没有鱼。”\n五顺嫂把锅一放，又问：“那吃什么？”\n五顺又低下头去，说：“吃粥。”\n五顺一声不响了。五顺嫂也不响了。",
        [("鱼呢？", "五顺嫂"), ("没有鱼。", "五顺"), ("那吃什么？", "五顺嫂"), ("吃粥。", "五顺")],
    ),
    "who acts last before the speech": (
        "周平蹲在地上哭，陈木匠拉了他的手，连声说：“不怕，不怕。”\n周平抬起头，问道：“真的？”",
        [("不怕，不怕。", "陈木匠"), ("真的？", "周平")],
    ),
    "a note says nothing": (
        "周平笑道：“这是老物件⑴。”\n陈木匠说：“值钱么？”\n⑴老物件：作者在信中说：“我也记不清了。”",
        [("这是老物件。", "周平"), ("值钱么？", "陈木匠")],
    ),
    "the mark of a site's page within a speech": (
        "周平笑道：“这东西从前满街\n\n_分节阅读_7\n\n都是。”\n陈木匠说：“是么？”",
        [("这东西从前满街都是。", "周平"), ("是么？", "陈木匠")],
    ),
    "one leads, another answers, in one paragraph": (
        "Mr. Lamb bowed, saying, “A letter for the house.” Miss Finch repeated, frowning, “For the house, a letter.”",
        [("A letter for the house.", "Mr. Lamb"), ("For the house, a letter.", "Miss Finch")],
    ),
    "she speaks in his paragraph": (
        (
            "“I shall wait here,” said the Porter, “till noon.” He looked at his boots.\n\n“But Mary is cold,” said Mary.\n\n"
            "“That may be,” said the Porter. He was looking up at his clock. “Perhaps he cannot help it,” she said to herself."
        ),
        [
            ("I shall wait here,", "Porter"),
            ("till noon.", "Porter"),
            ("But Mary is cold,", "Mary"),
            ("That may be,", "Porter"),
            ("Perhaps he cannot help it,", "Mary"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "said"), CASES.values(), ids=CASES)
def test_who_speaks(text, said):
    found = list(paragraphs(text))
    attribute(found)
    got = [(quotation.text, quotation.speaker) for paragraph in found for quotation in paragraph.quotations]
    assert got == said
