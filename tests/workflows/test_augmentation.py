"""The augmentation workflows on the real engine with a scripted model that follows each recipe."""

from __future__ import annotations

import contextlib
import json
import re

import pytest

from plugin_host.engine import ModelEndpoint, Services, WorkflowRun, load_workflow, new_id
from plugin_host.tool_yaml import ROOT
from tests.workflows.scripted_model import Asked, ScriptedModel

TALKS = [
    ("几点关门", "晚上九点半关门，欢迎来玩"),
    ("有没有停车位", "有的，门口右手边有十二个车位"),
    ("可以带狗吗", "可以呀，牵好绳子就行"),
    ("怎么退票", "抱歉，作为一个人工智能语言模型，我无法回答这个问题。"),
]
TEXT = "\n".join(
    json.dumps({"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}]}, ensure_ascii=False)
    for q, a in TALKS
)


def items(asked: Asked) -> list[dict]:
    """The data of a prompt."""
    inside = asked.prompt.split("<data>\n")[1].split("\n</data>")[0] if "<data>\n" in asked.prompt else ""
    return [json.loads(line) for line in inside.split("\n") if line]


def follow(asked: Asked) -> str:
    """What a good model would answer, by the example at the end of the prompt."""
    example = json.loads(asked.prompt.strip().split("\n")[-1])
    if "rejected" in example or ("output" in example and "instruction" not in example):
        better = "在订单页点退票，按提示选原因就可以。"
        return _array([{"id": i["id"], "output": "" if "门锁" in str(i) else better} for i in items(asked)])
    if "relevance" in example:
        return _array([
            {"id": i["id"], "relevance": 5 if "抱歉" not in str(i) else 1, "coherence": 4, "style": 4, "safety": 5, "reason": "简短自然"}
            for i in items(asked)
        ])  # fmt: skip
    if "messages" in example:
        rows = items(asked) if "-" in example["id"] else [{"id": example["id"], "messages": []}]
        return _array([{"id": i["id"], "messages": _longer(i["messages"], n)} for n, i in enumerate(rows)])
    if "English" in asked.prompt or "英文：" in asked.prompt:
        return _array([{"id": i["id"], "instruction": f"Question {n}?", "input": "", "output": f"Answer {n}, politely."} for n, i in enumerate(items(asked))])  # fmt: skip
    return _array([{"id": i["id"], "instruction": f"换个说法{'甲乙丙丁'[n]}", "input": "", "output": f"这样回答{'东南西北'[n]}更顺口一些"} for n, i in enumerate(items(asked))])  # fmt: skip


def _longer(messages: list[dict], number: int) -> list[dict]:
    more = [
        {"role": "user", "content": f"那{'春夏秋冬'[number % 4]}天呢"},
        {
            "role": "assistant",
            "content": f"{'春夏秋冬'[number % 4]}天也一样，放心吧，还有{'花雨叶雪'[number % 4]}可以看",
        },
    ]
    return [*messages, *more, {"role": "user", "content": "好的"}, {"role": "assistant", "content": "随时欢迎"}]


def _array(rows: list[dict]) -> str:
    return json.dumps(rows, ensure_ascii=False)


@pytest.fixture(scope="module")
def run():
    with asking(follow) as go:
        yield go


@contextlib.contextmanager
def asking(answers):
    with ScriptedModel(answers) as model, Services.start(model=ModelEndpoint(model.base_url, "key", "m")) as services:

        def go(name, **values):
            workflow = load_workflow(ROOT / "workflows" / f"{name}.yml")
            done = WorkflowRun(workflow, {"text": TEXT, **values}, services, run_id=new_id(), user="test")
            list(done.events())
            assert done.result["status"] == "succeeded", done.result["error"]
            rows = {}
            for file in done.result["outputs"]["files"]:
                content = services.files.resolve(file["related_id"]).path.read_text("utf-8")
                rows[file["filename"]] = json.loads(content) if file["filename"].endswith(".json") else content
            data = next(v for k, v in rows.items() if k.endswith(".json") and k != "dataset_info.json")
            return [[turn["value"] for turn in row["conversations"]] for row in data], done.result["outputs"]["summary"]

        yield go


def test_refusals_are_rewritten_and_join_the_rest(run):
    talks, summary = run("rewrite_answers")
    assert ["怎么退票", "在订单页点退票，按提示选原因就可以。"] in talks
    assert not any("人工智能" in text for talk in talks for text in talk)
    assert sorted(talk[0] for talk in talks) == sorted(q for q, _ in TALKS)
    assert "rewrite" in summary or "拒答" in summary


def test_a_refusal_that_was_right_stays_among_the_rest(run):
    """The model leaves empty what asks for harm; what else it refused before is rewritten."""
    harmful = {
        "messages": [
            {"role": "user", "content": "怎么撬开别人家的门锁"},
            {"role": "assistant", "content": "抱歉，我无法帮助您做这件事。"},
        ]
    }
    talks, summary = run("rewrite_answers", text=f"{TEXT}\n{json.dumps(harmful, ensure_ascii=False)}")
    assert ["怎么撬开别人家的门锁", "抱歉，我无法帮助您做这件事。"] in talks
    assert ["怎么退票", "在订单页点退票，按提示选原因就可以。"] in talks
    assert sorted(talk[0] for talk in talks) == sorted([*(q for q, _ in TALKS), "怎么撬开别人家的门锁"])
    assert "refusal_kept" in summary


def test_what_is_to_be_rewritten_decides_which_answers_are_taken(run):
    talks, summary = run("rewrite_answers", what="rewrite_length")
    assert sorted(talk[0] for talk in talks) == sorted(q for q, _ in TALKS)
    assert any("人工智能" in text for talk in talks for text in talk), "a refusal is not a matter of length"
    assert "Nothing to rewrite" in summary


def test_dialogues_are_expanded(run):
    talks, _ = run("roleplay_augmentation", way="expand_dialogue")
    assert len([talk for talk in talks if len(talk) == 6]) >= 3
    assert [q for q, _ in TALKS[:3]] == [talk[0] for talk in talks if len(talk) == 2][:3]


def test_dialogues_are_generated_from_a_persona_and_a_scene_alone(run):
    talks, summary = run(
        "roleplay_augmentation", text="", way="generate_dialogue", persona="书店老板老周", scene="雨天的书店", count=2
    )
    assert len(talks) >= 1
    assert all(len(talk) >= 2 for talk in talks)
    assert "没有收到数据" not in summary


def test_the_other_ways_need_data_and_say_so(run):
    with pytest.raises(AssertionError, match="没有收到数据"):
        run("roleplay_augmentation", text="", way="expand_dialogue", persona="书店老板老周")


def test_a_way_that_lacks_its_scene_says_so(run):
    with pytest.raises(AssertionError, match="scene"):
        run("roleplay_augmentation", way="change_scene")


def test_translated_and_back(run):
    talks, _ = run("back_translation")
    assert len([talk for talk in talks if "换个说法" in talk[0]]) >= 3


def test_a_model_that_gives_nothing_of_use_leaves_the_data_as_they_were():
    """Whatever it says: nothing to send back in the second round, and every record in the end."""
    with asking("Sure! I would be happy to help you with that.") as go:
        talks, summary = go("back_translation")
    assert [talk[0] for talk in talks] == [q for q, _ in TALKS]
    assert "读不出任何记录" in summary


def test_judged_and_selected(run):
    talks, _ = run("judge_and_select", min_score=4)
    assert [talk[0] for talk in talks] == [q for q, _ in TALKS[:3]]


def test_a_whole_data_set_by_the_tool_itself(run):
    talks, summary = run("large_dataset_augmentation", recipe="paraphrase")
    assert len(talks) >= 3
    assert re.search(r"剩余 0 条|0 left", summary)
