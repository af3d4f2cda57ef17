"""The same recipe as calls of one tool after another, as a workflow makes them: what a batch must equal."""

from __future__ import annotations

import json
import random

from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.io.read_parquet import read_parquet

WORDS = "今天 天气 不错 我们 一起 去 公园 订单 已经 发货 请 查收 谢谢 客服 会员 积分 可以 兑换 退款 三天 到账 the order has been shipped please check your mail".split()
DIRT = ("<br>你好", "\u200b零宽", "！！！！！！！", " 电话 13812345678", "&nbsp;空格", " 邮箱 a.b@example.com")


def write_chats(path, records, seed=7, *, odd=True):
    """Chats with dirt, personal data, exact and near repeats, an empty side here and there, and rows that are none."""
    rng = random.Random(seed)
    made: list[list[dict[str, str]]] = []
    with path.open("w", encoding="utf-8") as out:
        for number in range(records):
            if made and rng.random() < 0.1:
                turns = [dict(turn) for turn in rng.choice(made)]
                if rng.random() < 0.5:
                    turns[-1]["content"] += rng.choice(("。", "好的", "！"))
            else:
                turns = []
                for side in ("user", "assistant") * rng.choice((1, 1, 2)):
                    text = "".join(w if w > "~" else f"{w} " for w in rng.choices(WORDS, k=rng.randint(15, 45)))
                    turns.append({"role": side, "content": text})
                if rng.random() < 0.15:
                    turns[0]["content"] += rng.choice(DIRT)
                if rng.random() < 0.03:
                    turns[-1]["content"] = ""
                if rng.random() < 0.05:
                    turns.insert(0, {"role": "system", "content": "你是客服。"})
                made.append(turns)
            row = {"messages": turns, "n": number, "category": rng.choice("abc")}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            if odd and rng.random() < 0.01:
                out.write(
                    rng.choice(('{"messages": [\n', "\n", '{"messages": [{"role": 1}]}\n', '{"text": "\\ud800x"}\n'))
                )
    return path


def one_after_another(recipe, files, folder):
    """{label of the step: Outcome}; each tool takes the files of the one it hangs on."""
    done = {}
    given = [InputFile(name, path) for name, path in files]
    for at, step in enumerate(recipe.line):
        label = recipe.label(at)
        outcome = done[label] = invoke(step.name, Inputs(given), step.settings, folder / label)
        given = [InputFile(file.path.name, file.path) for file in outcome.files]
        for number, (place, tap) in enumerate(recipe.taps):
            if place == at:
                label = recipe.label(recipe.tap_place(number))
                done[label] = invoke(tap.name, Inputs(given), tap.settings, folder / label)
    return done


def rows(paths):
    """Lines of JSON Lines, an array's elements, rows of tables under one header, in order."""
    out = []
    for path in paths:
        content = path.read_bytes()
        if path.suffix == ".parquet":
            out += [json.dumps(row, default=str).encode() for _, row, _ in read_parquet(path)]
            continue
        if path.suffix == ".json":
            out += [json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() for row in json.loads(content)]
        else:
            lines = [line for line in content.split(b"\n") if line]
            out += lines[1:] if path.suffix == ".csv" and out else lines
    return out
