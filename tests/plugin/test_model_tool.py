"""augment_with_model through the real process, asking a scripted model by calls back to the engine, as in Dify."""

from __future__ import annotations

import contextlib
import json
import re
import statistics
import threading
import time
from functools import partial

import pytest

from plugin_host.engine import FileStore, ModelEndpoint, PluginProcess
from plugin_host.engine.backwards import answers
from plugin_host.engine.plugin_process import ToolFailedError
from tests.plugin.conftest import Caller
from tests.workflows.scripted_model import Asked, Reply, ScriptedModel

CHOSEN = {
    "provider": "langgenius/openai/openai",
    "model": "m",
    "model_type": "llm",
    "mode": "chat",
    "completion_params": {},
}


def rows(count, content="请问第{n}号订单怎么退货"):
    return [
        {
            "messages": [
                {"role": "user", "content": content.format(n=n)},
                {"role": "assistant", "content": "抱歉，我无法回答。"},
            ]
        }
        for n in range(count)
    ]


def jsonl(items):
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in items)


def good(asked: Asked) -> str:
    """Answers every record of a prompt."""
    ids = re.findall(r'^\{"id":"(b\d+-\d+)"', asked.prompt, re.MULTILINE)
    return json.dumps(
        [{"id": i, "output": f"在订单页点“申请退货”，按提示寄回就行（{i}）。"} for i in ids], ensure_ascii=False
    )


@pytest.fixture(scope="module")
def own_call():
    """A process whose questions these tests answer themselves."""
    with PluginProcess() as plugin, FileStore() as store:
        yield Caller(plugin, store)


@pytest.fixture
def asking(own_call):
    """A caller whose plugin's models are scripted: `asking(script)` gives (call, model)."""
    with contextlib.ExitStack() as opened:

        def start(script):
            model = opened.enter_context(ScriptedModel(script))
            endpoint = opened.enter_context(contextlib.closing(ModelEndpoint(model.base_url, "key", "m")))
            own_call.plugin.backwards = partial(answers, endpoint)
            return own_call, model

        yield start


def test_a_whole_data_set_in_one_call(asking):
    call, model = asking(good)
    got = call("augment_with_model", files=[("a.jsonl", jsonl(rows(23)))], recipe="rewrite_refusal", model=CHOSEN)
    assert (got.variables["kept"], got.variables["rejected"], got.variables["pending"]) == (23, 0, 0)
    assert got.variables["usage"]["calls"] == 5 == len(model.asked)
    made = [json.loads(line) for line in got.files["a.augment_with_model.jsonl"].splitlines()]
    assert all(row["lineage"]["parents"] for row in made)
    assert len({row["lineage"]["parents"][0] for row in made}) == 23


def test_what_fails_is_asked_again_and_then_rejected_as_it_was(asking):
    tried: dict[str, int] = {}

    def script(asked: Asked):
        if "第3号" in asked.prompt or "第4号" in asked.prompt:
            tried[asked.prompt[-200:]] = 1
            return "我不知道怎么写。" if "第3号" in asked.prompt else good(asked)
        return good(asked)

    call, _ = asking(script)
    got = call(
        "augment_with_model", files=[("a.jsonl", jsonl(rows(6)))], recipe="rewrite_refusal", per_call=1, model=CHOSEN
    )
    assert (got.variables["kept"], got.variables["rejected"]) == (5, 1)
    (reject,) = [json.loads(line) for line in got.files["a.augment_with_model.rejects.jsonl"].splitlines()]
    assert reject["reason"] == "no_record_in_reply"
    assert "第3号" in reject["original"]["messages"][0]["content"]


def test_what_a_model_leaves_empty_is_not_asked_again(asking):
    def script(asked: Asked):
        ids = re.findall(r'^\{"id":"(b\d+-\d+)"', asked.prompt, re.MULTILINE)
        return json.dumps([{"id": i, "output": ""} for i in ids]) if "第3号" in asked.prompt else good(asked)

    call, model = asking(script)
    given = rows(6)
    got = call(
        "augment_with_model", files=[("a.jsonl", jsonl(given))], recipe="rewrite_refusal", per_call=1, model=CHOSEN
    )
    assert (got.variables["kept"], got.variables["rejected"], got.variables["made"]) == (6, 0, 5)
    made = [json.loads(line) for line in got.files["a.augment_with_model.jsonl"].splitlines()]
    assert [row["messages"] for row in made if row.get("labels")] == [given[3]["messages"]]
    assert any("labels.refusal_kept" in note["en"] for note in got.variables["report"]["notes"])
    assert len(model.asked) == 6

    given[3]["messages"][1]["content"] = "把糖和水按二比一兑好，小火熬到起泡。"
    got = call(
        "augment_with_model", files=[("b.jsonl", jsonl(given))], recipe="rewrite_refusal", per_call=1, model=CHOSEN
    )
    (reject,) = [json.loads(line) for line in got.files["b.augment_with_model.rejects.jsonl"].splitlines()]
    assert reject["reason"] == "declined", "it answered what should not be answered"


def test_servers_that_refuse_are_asked_again(asking):
    state = {"n": 0}

    def script(asked: Asked):
        state["n"] += 1
        return Reply(status=429, error={"error": {"message": "slow down"}}) if state["n"] % 3 == 1 else good(asked)

    call, _ = asking(script)
    got = call("augment_with_model", files=[("a.jsonl", jsonl(rows(10)))], recipe="rewrite_refusal", model=CHOSEN)
    assert (got.variables["kept"], got.variables["rejected"]) == (10, 0)


def test_the_next_call_goes_on_where_the_time_ended(asking):
    call, model = asking(lambda asked: Reply(good(asked), delay=0.5))
    files = [("a.jsonl", jsonl(rows(30)))]
    calls = 0
    while True:
        got = call(
            "augment_with_model",
            files=files,
            recipe="rewrite_refusal",
            concurrency=2,
            options="budget_seconds=1",
            model=CHOSEN,
        )
        calls += 1
        kept, rejected, pending = (got.variables[name] for name in ("kept", "rejected", "pending"))
        assert kept + rejected + pending == 30
        files = list(got.files.items())
        if not pending:
            break
        assert calls < 12
    assert calls > 1
    assert (kept, rejected) == (30, 0)
    asked = [i for a in model.asked for i in re.findall(r"第(\d+)号", a.prompt)]
    assert len(asked) == len(set(asked)) == 30  # nothing was paid for twice


def test_personal_data_is_not_sent_unless_allowed(asking):
    call, model = asking(good)
    data = rows(2) + rows(1, "我的手机号是 13912345678，怎么退货")
    got = call("augment_with_model", files=[("a.jsonl", jsonl(data))], recipe="rewrite_refusal", model=CHOSEN)
    assert (got.variables["kept"], got.variables["rejected"]) == (2, 1)
    assert not [asked for asked in model.asked if "13912345678" in asked.prompt]
    allowed = call(
        "augment_with_model",
        files=[("a.jsonl", jsonl(data))],
        recipe="rewrite_refusal",
        allow_personal_data=True,
        model=CHOSEN,
    )
    assert allowed.variables["kept"] == 3


def test_new_records_in_the_manner_of_the_seeds(asking):
    def script(asked: Asked):
        batch = re.search(r'"id": "(b\d+)"', asked.prompt)[1]
        word = "甲乙丙丁戊己庚辛"[int(batch[1:]) % 8]
        return json.dumps(
            [{"id": batch, "instruction": f"{word * 6}是什么{batch}？", "output": f"{word * 9}是{batch}。"}],
            ensure_ascii=False,
        )

    call, model = asking(script)
    seeds = [{"instruction": f"题目{n}", "output": f"答案{n}"} for n in range(5)]
    got = call("augment_with_model", files=[("s.jsonl", jsonl(seeds))], count=4, per_call=1, model=CHOSEN)
    assert (got.variables["kept"], len(model.asked)) == (4, 4)


def test_without_a_model_and_with_one_that_is_never_there(asking):
    call, model = asking(Reply(status=401, error={"error": {"message": "bad key"}}))
    with pytest.raises(ToolFailedError) as caught:
        call("augment_with_model", text=jsonl(rows(2)))
    assert caught.value.kind == "SettingsError"
    with pytest.raises(ToolFailedError) as caught:
        call("augment_with_model", text=jsonl(rows(200)), recipe="rewrite_refusal", concurrency=32, model=CHOSEN)
    assert caught.value.kind == "ModelError"
    assert len(model.asked) <= 32 * 4 + 32  # what still waited for its turn was not tried in vain


@pytest.mark.optin
def test_a_thousand_records_with_a_slow_model_while_others_are_served(asking):
    """200 ms a call, 16 at a time: 1,000 records in 20 s, and other calls answer within 0.2 s meanwhile."""
    call, _ = asking(lambda asked: Reply(good(asked), delay=0.2))
    call("clean_text", text="warm")
    done, waits = [], []
    given = {"recipe": "rewrite_refusal", "per_call": 1, "concurrency": 16, "model": CHOSEN}
    thread = threading.Thread(
        target=lambda: done.append(call("augment_with_model", files=[("a.jsonl", jsonl(rows(1000)))], **given))
    )
    started = time.monotonic()
    thread.start()
    while thread.is_alive():
        before = time.monotonic()
        call("clean_text", text='{"instruction": "a", "output": "b"}')
        waits.append(time.monotonic() - before)
        time.sleep(0.1)
    seconds = time.monotonic() - started
    print(
        f"\n1,000 records in {seconds:.1f} s; other calls median {statistics.median(waits) * 1000:.0f} ms, slowest {max(waits) * 1000:.0f} ms"
    )
    assert done[0].variables["kept"] == 1000
    assert seconds < 20
    assert statistics.quantiles(waits, n=10)[-1] < 0.2
