"""What dataset_stats says of labels, of missing fields, of another data set and of what was dropped before."""

import json
import pickle

import pytest

from ftprep.invoke import InputFile, Inputs, get_operator, invoke
from ftprep.ops.stats._collector import Collector
from ftprep.ops.stats._figures import Wishes, figures
from ftprep.ops.stats._verbs import first_verb
from ftprep.record import Lineage, Record, Turn


def record(number, question="Write a poem.", answer="Roses are red.", **more):
    turns = [Turn("user", question), Turn("assistant", answer)]
    return Record(f"id{number}", turns, lineage=Lineage(more.pop("source", "a.jsonl"), number), **more)


def rows(records):
    return "\n".join(json.dumps(one.to_row(), ensure_ascii=False) for one in records)


def stats(tmp_path, records, extra=(), files=(), **options):
    inputs = Inputs(files=list(files), text=rows(records), extra={"compare": list(extra)} if extra else {})
    return invoke("dataset_stats", inputs, options, tmp_path)


def table(outcome, name):
    return outcome.report["figures"][name]


def test_what_a_label_lacks_for_balance(tmp_path):
    records = [record(n, meta={"category": "writing" if n < 6 else "maths"}) for n in range(8)]
    outcome = stats(tmp_path, records, options="expected=category:coding")
    (label,) = table(outcome, "labels")
    assert label["balanced"]
    assert label["lacking"] == 10
    assert [(v["value"], v["count"], v["lacking"]) for v in label["values"]] == [
        ("writing", 6, 0),
        ("maths", 2, 4),
        ("coding", 0, 6),
    ]
    assert "均衡尚缺" in stats(tmp_path / "zh", records, language="zh").text


def test_labels_of_steps_are_counted_and_columns_only_where_they_hold_categories(tmp_path):
    records = [
        record(n, labels={"pii": {"PHONE_NUMBER": 2} if n % 4 == 0 else {}, "judge": {"score": n % 3, "reasons": ["dull"]}}, meta={"wechat": "zhangsan", "topic": "a"})
        for n in range(20)
    ]  # fmt: skip
    outcome = stats(tmp_path, records)
    assert {r["label"]: r["records"] for r in table(outcome, "rates")} == {"judge": 20, "pii": 5}
    assert {r["label"] for r in table(outcome, "labels")} == {"pii", "judge.score", "judge.reasons", "topic"}
    assert "zhangsan" not in json.dumps(outcome.report)
    asked = stats(tmp_path / "b", records, columns="wechat")
    assert "wechat" in {r["label"] for r in table(asked, "labels")}


def test_labels_count_names_and_never_a_stretch_of_text(tmp_path):
    labels = {
        "pii": [{"entity_type": "PHONE_NUMBER", "start": 3}, {"entity_type": "PERSON", "start": 9}],
        "compliance": {"gambling": ["百家乐"]},
        "refusal": "full",
        "failed_reply": "my private reply",
        "spam": {"score": 0.7, "features": ["加微信", "link"]},
        "category": "日常 对话",
    }
    outcome = stats(tmp_path, [record(n, labels=labels) for n in range(5)])
    found = {row["label"]: [value["value"] for value in row["values"]] for row in table(outcome, "labels")}
    assert found == {
        "pii": ["PERSON", "PHONE_NUMBER"], "compliance": ["gambling"], "refusal": ["full"],
        "spam.score": ["0.7"], "spam.features": ["link"], "category": ["日常 对话"],
    }  # fmt: skip
    text = json.dumps(outcome.report, ensure_ascii=False)
    assert not [word for word in ("百家乐", "private", "加微信") if word in text]


def test_words_that_were_found_to_be_personal_are_counted_and_never_listed(tmp_path):
    def talk(number):
        one = record(number, "Who bakes the bread?", "Mario Rossi bakes the bread.")
        return one.with_labels(pii=[{"entity_type": "PERSON", "where": "messages[1].content", "start": 0, "end": 11}])

    outcome = stats(tmp_path, [talk(n) for n in range(9)])
    listed = {row["word"] for row in table(outcome, "words")} | {row["words"] for row in table(outcome, "bigrams")}
    assert "bread" in listed
    assert not [text for text in listed if "mario" in text or "rossi" in text]
    assert table(outcome, "diversity")["different_words"] == 6


STAND_INS = ("<PERSON_1>", "<PHONE_NUMBER_12>", "<HASH:PERSON:0a1b2c3d>", "<ENC:PERSON:Zm9v-_x>", "[PHONE]", "[EMAIL_ADDRESS_2]", "{{NAME}}", "[电话]", "[手机号1]", "<姓名>", "[图片]")  # fmt: skip


@pytest.mark.parametrize("mark", STAND_INS)
def test_what_stands_for_a_masked_value_is_no_word(tmp_path, mark):
    records = [
        record(n, f"Write {mark} a letter.", f"Dear {mark}, the bread{mark}再到{mark}面包店。") for n in range(3)
    ]
    outcome = stats(tmp_path, records)
    assert {row["word"] for row in table(outcome, "words")} == {"write", "letter", "dear", "bread", "面包店"}
    assert {row["words"] for row in table(outcome, "bigrams")} == set()
    assert table(outcome, "verbs")[0] == {"verb": "write", "count": 3, "objects": [{"object": "letter", "count": 3}]}
    whole = next(row for row in table(outcome, "lengths") if (row["part"], row["measure"]) == ("answer", "characters"))
    assert whole["max"] == len(records[0].turns[1].content)


def test_marks_that_are_the_text_s_own_are_words(tmp_path):
    outcome = stats(tmp_path, [record(1, "Choose [apple] or <b>pear</b>", "【地址】 plum [注意]")])
    assert {"apple", "pear", "plum", "地址", "注意"} <= {row["word"] for row in table(outcome, "words")}


def test_a_label_with_very_many_values_is_left_out_and_the_report_stays_small(tmp_path):
    records = [
        record(n, labels={f"l{k}": f"value-{n * k % 50}-{'x' * 25}" for k in range(80)} | {"id": str(n)}, source=f"{'s' * 100}{n}.jsonl")
        for n in range(400)
    ]  # fmt: skip
    outcome = stats(tmp_path, records)
    assert "id" not in {row["label"] for row in table(outcome, "labels")}
    assert len(json.dumps(outcome.report)) < 150_000


@pytest.mark.parametrize(
    ("turns", "missing"),
    [
        ([("user", "q"), ("assistant", "a")], {"system"}),
        ([("system", "s"), ("user", "q"), ("assistant", "a")], set()),
        ([("user", "q")], {"answer", "system"}),
        ([("user", " "), ("assistant", "")], {"empty_question", "empty_answer", "system"}),
        ([], {"text"}),
    ],
)
def test_missing_fields(turns, missing):
    collector = Collector()
    collector.add(Record("1", [Turn(role, text) for role, text in turns]))
    assert {row["field"] for row in figures(collector, Wishes())["missing"]} == missing


def test_outliers_name_the_records(tmp_path):
    records = [record(n, answer="word " * (n + 1)) for n in range(30)]
    found = {(r["part"], r["measure"], r["side"]): r["records"] for r in table(stats(tmp_path, records), "outliers")}
    assert [r["id"] for r in found["answer", "characters", "largest"]] == [f"id{n}" for n in range(29, 19, -1)]
    assert found["answer", "characters", "smallest"][0] == {"id": "id0", "value": 5}


def test_a_comparison_tells_what_changed(tmp_path):
    before = [record(n, answer=f"The number is {n}. Call 13800138000.") for n in range(40)]
    after = [record(n, answer=f"The number is {n}. Telephone <PHONE>.") for n in range(30)]
    after += [record(n, answer=f"The number is {n}. Call 13800138000.") for n in range(30, 35)]
    path = tmp_path / "before.jsonl"
    path.write_text(rows(before), "utf-8")
    outcome = stats(tmp_path / "out", after, [InputFile(path.name, path)])
    found = table(outcome, "comparison")
    assert {r["figure"]: (r["this"], r["other"]) for r in found["overview"]}["records"] == (35, 40)
    assert found["same_records"] == 5
    assert 0 < found["word_divergence"] < 0.2
    assert found["more_frequent"][0]["word"] == "telephone"
    page = next(file.path for file in outcome.files if file.path.name.endswith(".html")).read_text("utf-8")
    assert "Call 13800138000." in page
    assert "Telephone \\u003cPHONE\\u003e." in page
    assert "13800138000" not in json.dumps(table(outcome, "outliers"))


def test_what_earlier_steps_dropped_is_counted_from_their_rejects(tmp_path):
    path = tmp_path / "a.filter_quality.rejects.jsonl"
    dropped = [
        {
            "reason": "too_short",
            "step": "filter_quality",
            "source": "a",
            "row": n,
            "original": {"text": f"peculiar {n}"},
        }
        for n in range(7)
    ]
    path.write_text("\n".join(map(json.dumps, dropped)) + "\nnot json\n[]\n")
    outcome = stats(tmp_path / "out", [record(1)], files=[InputFile(path.name, path)])
    en, zh = get_operator("filter_quality").reasons["too_short"]
    assert table(outcome, "dropped") == [
        {"step": "filter_quality", "reason": "too_short", "count": 7, "en": en, "zh": zh}
    ]
    assert en in outcome.text
    page = next(f.path for f in outcome.files if f.path.name.endswith(".html")).read_text("utf-8")
    assert zh in page
    assert "peculiar" not in json.dumps(outcome.report)
    assert "peculiar 0" in next(f.path for f in outcome.files if f.path.name.endswith(".html")).read_text("utf-8")


def test_partitions_merge_to_the_figures_of_the_whole():
    records = [
        record(n, f"Describe thing {n}.", "many words " * (n % 17), labels={"k": n % 5}, source=f"s{n % 3}")
        for n in range(300)
    ]
    whole, one, other = Collector(), Collector(), Collector()
    for number, item in enumerate(records):
        whole.add(item)
        (one if number % 3 else other).add(item)
    one.merge(pickle.loads(pickle.dumps(other)))  # noqa: S301 - our own bytes, as between processes
    assert figures(one, Wishes()) == figures(whole, Wishes())


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("Please write a short story about a fox.", ("write", "story")),
        ("Could you help me summarize the following article?", ("summarize", "article")),
        ("Given a list of numbers, calculate the mean.", ("calculate", "mean")),
        ("What is the capital of France?", None),
        ("请帮我写一首关于春天的诗。", ("写", "诗")),
        ("给我一个东非国家列表。", ("给", "列表")),
        ("总结这篇文章的主要观点", ("总结", "观点")),
        ("今天天气怎么样？", None),
        ("", None),
        ("12345", None),
    ],
)  # fmt: skip
def test_first_verbs(instruction, expected):
    assert first_verb(instruction) == expected


def test_the_charts_are_blocks_that_dify_draws_and_can_be_left_out(tmp_path):
    records = [record(n, f"Question {n}?") for n in range(30)]
    text = stats(tmp_path, records).text
    blocks = text.split("```echarts\n")[1:]
    assert blocks
    for block in blocks:
        assert json.loads(block.split("\n```")[0])["series"][0]["type"] == "bar"
    assert json.loads(blocks[-1].split("\n```")[0])["yAxis"]["axisLabel"]["interval"] == 0  # every word has its name
    assert "```" not in stats(tmp_path / "b", records, charts=False).text


def test_markdown_cells_can_not_end_their_table(tmp_path):
    nasty = "a|b\n# head <img src=x> `c` [l](javascript:x)"
    outcome = stats(tmp_path, [record(1, labels={"category": nasty})])
    assert "<img" not in outcome.text
    assert "\n# head" not in outcome.text
    assert "a\\|b \\# head &lt;img" in outcome.text


def test_names_that_masking_took_out_are_not_listed_as_words_that_vanished(tmp_path):
    before = [record(n, answer=f"Ask Holloway about bread and cheese number {n}.") for n in range(30)]
    path = tmp_path / "before.jsonl"
    path.write_text(rows(before), "utf-8")
    seeds = [InputFile(path.name, path)]
    texts = ("Ask <PERSON_1> about bread number 1.", "Ask about bread number 1.", "Ask about bread number 1.")
    lineages = (Lineage("a"), Lineage("a", steps=("mask_pii",)), Lineage("a"))
    listed = []
    for at, (text, lineage) in enumerate(zip(texts, lineages, strict=True)):
        after = [record(n, answer=text).replace(lineage=lineage) for n in range(30)]
        after += [record(99, answer="cheese").replace(lineage=lineage)]
        found = table(stats(tmp_path / str(at), after, seeds), "comparison")["less_frequent"]
        listed.append({row["word"] for row in found})
    assert listed == [{"cheese"}, {"cheese"}, {"cheese", "holloway"}]


def test_what_stands_out_is_said_in_sentences(tmp_path):
    records = [record(n, f"Question {n}?", "yes", meta={"category": "a" if n < 8 else "b"}) for n in range(10)]
    records += [
        record(10, "Question 1?", "yes"),
        record(11, "Question?", " "),
        record(12, "Question!", "yes", labels={"pii": [1]}),
    ]
    records[2].turns.insert(0, Turn("system", "Be brief."))
    outcome = stats(tmp_path, records, language="en")
    said = "\n".join(row["en"] for row in table(outcome, "findings"))
    assert "1 of 13 records (7.7%) repeat another one exactly" in said
    assert "1 of 13 records (7.7%) hold an empty answer" in said
    assert "1 of 13 conversations have a system prompt" in said
    assert "1 of 13 records (7.7%) are marked pii" in said
    assert "category is out of balance: 6 records are lacking, 6 of them “b”" in said
    assert "What stands out" in outcome.text
    assert len(table(outcome, "findings")) == len([line for line in outcome.text.split("\n") if line.startswith("- ")])
    plain = stats(tmp_path / "plain", [record(1)], language="zh")
    assert [row["zh"][:4] for row in table(plain, "findings")] == ["半数记录"]
