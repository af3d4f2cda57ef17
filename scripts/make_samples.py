"""Writes samples/: records of several kinds, Chinese and English, dirty in the ways that real data are.

All of it is invented. Telephone numbers, cards and identity numbers are documentation values (the identity number is
the worked example of the standard GB 11643), addresses and people do not exist.
"""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "samples"

_TEXTS = yaml.safe_load((Path(__file__).with_name("sample_texts.yaml")).read_text("utf-8"))
ZH_QA = _TEXTS["ZH_QA"]
EN_QA = _TEXTS["EN_QA"]
ZH_CHATS = _TEXTS["ZH_CHATS"]
PII_CHATS = _TEXTS["PII_CHATS"]
EN_CHATS = _TEXTS["EN_CHATS"]
FAQ = _TEXTS["FAQ"]
ADS = _TEXTS["ADS"]
REFUSALS = _TEXTS["REFUSALS"]
GARBAGE = _TEXTS["GARBAGE"]
PROSE_ZH = _TEXTS["PROSE_ZH"]
HTML_PAGE = _TEXTS["HTML_PAGE"]


def _noisy(text: str, rng: random.Random) -> str:
    """A text with one kind of dirt."""
    return rng.choice(
        [
            lambda: f"<p>{text}</p><br/>",
            lambda: text.replace("，", "&nbsp;，", 1) + "\u200b\ufeff",
            lambda: text + "！！！！！！！！！！",
            lambda: "  " + text.replace("。", "。 \r\n\r\n\r\n", 1) + " \t ",
            lambda: text + " 详情见 https://www.example.com/p?id=1&utm_source=x",
            lambda: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text),
            lambda: text + "<|im_end|>",
            lambda: text + "😀😀😀😀😀😀😀😀",
        ]
    )()


def _mojibake(text: str) -> str:
    return text.encode().decode("cp1252", "ignore") if text.isascii() else text.encode().decode("latin-1")


def instruction_rows(rng: random.Random) -> list[dict[str, str]]:
    rows = [{"instruction": q, "input": "", "output": a} for q, a in ZH_QA + EN_QA]
    rows += [
        {"instruction": _noisy(q, rng), "input": "", "output": _noisy(a, rng)} for q, a in rng.sample(ZH_QA + EN_QA, 20)
    ]
    rows += [dict(row) for row in rng.sample(rows[:58], 8)]  # exact duplicates
    rows += [
        {"instruction": q, "input": "", "output": a.replace("，", "，也", 1)} for q, a in rng.sample(ZH_QA, 6)
    ]  # near ones
    rows += [{"instruction": q, "input": "", "output": a} for q, a in REFUSALS + GARBAGE]
    rows += [{"instruction": "介绍一下你们的产品", "input": "", "output": ad} for ad in ADS]
    rows.append(
        {
            "instruction": "How much is a café au lait?",
            "input": "",
            "output": _mojibake("It is €3.50 – “to go” it’s less."),
        }
    )
    rng.shuffle(rows)
    return rows


def chat_rows(rng: random.Random) -> list[dict[str, object]]:
    chats = ZH_CHATS + PII_CHATS + EN_CHATS
    chats = chats + [[(_noisy(q, rng), a) for q, a in chat] for chat in rng.sample(chats, 10)] + rng.sample(chats, 6)
    rows: list[dict[str, object]] = []
    for number, chat in enumerate(chats):
        turns = [
            {"from": side, "value": text} for pair in chat for side, text in zip(("human", "gpt"), pair, strict=True)
        ]
        row: dict[str, object] = {
            "conversations": turns,
            "channel": "web" if number % 3 else "app",
            "day": f"2026-0{number % 9 + 1}-11",
        }
        if number % 4 == 0:
            row["system"] = "你是一家小店的客服，说话亲切简短。"
        rows.append(row)
    rng.shuffle(rows)
    return rows


def message_rows(rng: random.Random) -> list[dict[str, object]]:
    pairs = rng.sample(ZH_QA, 14) + rng.sample(EN_QA, 14)
    endings = ["", " 谢谢", " 急", " thanks", " please"]
    rows: list[dict[str, object]] = []
    for number, (question, answer) in enumerate(pairs):
        user = f"{question}{endings[number % len(endings)]}"
        closing = "希望对你有帮助。" if not answer.isascii() else "I hope that helps."
        rows.append(
            {
                "messages": [
                    {"role": "user", "content": user},
                    {"role": "assistant", "content": f"{answer}{closing}" if number % 2 else answer},
                ]
            }
        )
    return rows


def main() -> None:
    rng = random.Random(20261101)  # noqa: S311 - the same sample every time
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "instructions.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["instruction", "input", "output"])
        writer.writeheader()
        writer.writerows(instruction_rows(rng))
    lines = [json.dumps(row, ensure_ascii=False) for row in chat_rows(rng)]
    lines.insert(7, '{"conversations": [{"from": "human", "value": "这一行断了')
    (FOLDER / "chats.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (FOLDER / "messages.json").write_text(json.dumps(message_rows(rng), ensure_ascii=False, indent=1), "utf-8")
    with (FOLDER / "faq.tsv").open("w", encoding="utf-16", newline="") as file:
        table = csv.writer(file, delimiter="\t")
        table.writerow(["问题", "答案", "分类"])
        table.writerows(
            [question, answer, "售前" if number % 2 else "售后"] for number, (question, answer) in enumerate(FAQ)
        )
    (FOLDER / "novel_gb18030.txt").write_bytes(PROSE_ZH.encode("gb18030"))
    (FOLDER / "page.html").write_text(HTML_PAGE, "utf-8")


if __name__ == "__main__":
    main()
