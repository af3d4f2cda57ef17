"""The model's endpoint: what goes out, what comes back, and what is said when it does not."""

from __future__ import annotations

import threading
import time

import pytest
from scripted_model import Reply, ScriptedModel

from ftprep.errors import ModelError
from plugin_host.engine.cancel import Switch
from plugin_host.engine.errors import StoppedError
from plugin_host.engine.llm import structured
from plugin_host.engine.model import ModelEndpoint, request_parameters

PRIVATE = "张三的身份证是 110101199003070000"


def endpoint(model: ScriptedModel, **more: float) -> ModelEndpoint:
    return ModelEndpoint(model.base_url, "key", "scripted", first_wait=0.01, **{"read_seconds": 2, **more})  # type: ignore[arg-type]


def ask(client: ModelEndpoint, text: str = "hello", switch: Switch | None = None, **parameters: object) -> str:
    try:
        return "".join(piece.text for piece in client.stream([{"role": "user", "content": text}], parameters, switch))
    finally:
        client.close()


@pytest.mark.parametrize("as_json", [True, False])
def test_an_answer_comes_whole_streamed_or_not(model: ScriptedModel, as_json: bool) -> None:
    model.answers = Reply("第一句。\n第二句 ✓", as_json=as_json, pieces=5)
    assert ask(endpoint(model)) == "第一句。\n第二句 ✓"


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("before \ud800 after", "before \ufffd after"),
        ("at the end \ud83d", "at the end \ufffd"),
        ("\ude00 at the start", "\ufffd at the start"),
        ("a face \ud83d\ude00 in halves", "a face \U0001f600 in halves"),
    ],
)
def test_half_a_character_loses_nothing_else(model: ScriptedModel, said: str, heard: str, as_json: bool) -> None:
    model.answers = Reply(said, as_json=as_json, pieces=len(said))
    assert ask(endpoint(model)) == heard
    assert len(model.asked) == 1


def test_tokens_are_counted(model: ScriptedModel) -> None:
    client = endpoint(model)
    pieces = list(client.stream([{"role": "user", "content": "12345"}], {}))
    client.close()
    assert (pieces[-1].prompt_tokens, pieces[-1].completion_tokens) == (5, 2)
    assert model.asked[0].body["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again(model: ScriptedModel, status: int) -> None:
    model.answers = [Reply(status=status), Reply(status=status, headers={"Retry-After": "0"}), "at last"]
    assert ask(endpoint(model)) == "at last"
    assert len(model.asked) == 3


def test_it_is_not_tried_for_ever(model: ScriptedModel) -> None:
    model.answers = Reply(status=503)
    with pytest.raises(ModelError, match="overloaded"):
        ask(endpoint(model))
    assert len(model.asked) == 4


def test_a_server_that_does_not_know_stream_options_is_asked_without(model: ScriptedModel) -> None:
    model.answers = lambda asked: Reply(status=400) if "stream_options" in asked.body else "fine"
    client = endpoint(model)
    assert ask(client) == "fine"
    assert ask(client) == "fine"
    assert len(model.asked) == 3, "and at once without them from then on"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=401), "FTPREP_LLM_API_KEY"),
        (Reply(status=404), "FTPREP_LLM_MODEL"),
        (Reply(status=400), "refused the request"),
        (Reply(status=422), "HTTP 422, scripted"),
        (Reply(PRIVATE, cut_after=5), "cut off"),
        (Reply(delay=5), "did not answer in time"),
    ],
)
def test_refusals_say_what_to_do_and_quote_nothing(model: ScriptedModel, reply: Reply, words: str) -> None:
    model.answers = reply
    with pytest.raises(ModelError) as caught:
        ask(endpoint(model, read_seconds=0.3, tries=1 if reply.delay else 4), PRIVATE)
    assert words in caught.value.en
    assert "张三" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_an_answer_that_broke_off_is_not_begun_again_in_the_middle(model: ScriptedModel) -> None:
    model.answers = Reply("a long answer", cut_after=6)
    with pytest.raises(ModelError):
        ask(endpoint(model))
    assert len(model.asked) == 1


def test_nobody_there(model: ScriptedModel) -> None:
    with pytest.raises(ModelError, match="connection"):
        ask(ModelEndpoint("http://127.0.0.1:9/v1", "", "m", first_wait=0.01))


def test_something_else_there(model: ScriptedModel) -> None:
    del model
    with ScriptedModel(Reply(status=200, as_json=True, text="x")) as other:
        other.answers = Reply(status=418)
        with pytest.raises(ModelError, match="418"):
            ask(endpoint(other))


@pytest.mark.parametrize("reply", [Reply(delay=30), Reply("many pieces " * 100, pieces=100, pause=0.3)])
def test_a_stop_cuts_the_line(model: ScriptedModel, reply: Reply) -> None:
    model.answers = reply
    switch = Switch()
    threading.Timer(0.5, switch.throw).start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        ask(endpoint(model, read_seconds=60), switch=switch)
    assert time.monotonic() - begun < 10


def test_the_address_may_be_given_in_full_and_no_key_sends_none(model: ScriptedModel) -> None:
    assert ask(ModelEndpoint(model.base_url + "/chat/completions/".rstrip("/"), "", "m")) == "OK"
    assert model.asked[0].key == ""


def test_from_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BASE_URL", "API_KEY", "MODEL"):
        monkeypatch.delenv(f"FTPREP_LLM_{name}", raising=False)
    assert ModelEndpoint.from_environment() is None
    monkeypatch.setenv("FTPREP_LLM_BASE_URL", "http://127.0.0.1:1/v1/")
    assert ModelEndpoint.from_environment() is None
    found = ModelEndpoint.from_environment(model="m")
    assert found is not None
    assert (found.base_url, found.model) == ("http://127.0.0.1:1/v1", "m")
    assert "key" not in repr(ModelEndpoint("http://h", "the-key", "m"))


def test_parameters_that_dify_writes_as_text() -> None:
    schema = '{"name": "n", "schema": {"type": "object"}}'
    found = request_parameters(
        {"temperature": 1, "top_p": None, "response_format": "json_schema", "json_schema": schema}, ["END"]
    )
    assert found == {
        "temperature": 1,
        "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}}},
        "stop": ["END"],
    }
    assert request_parameters({"response_format": "text"}) == {}
    assert request_parameters({"response_format": "json_object"}) == {"response_format": {"type": "json_object"}}


SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}, "n": {"type": "number"}}, "required": ["name"]}


@pytest.mark.parametrize(
    "text",
    ['{"name": "a"}', '```json\n{"name": "a"}\n```', 'Here it is: {"name": "a",}', "{'name': 'a'}", '{"name": "a"'],
)
def test_structured_answers_are_read_leniently(text: str) -> None:
    assert structured(text, SCHEMA) == {"name": "a"}


@pytest.mark.parametrize("text", ["no object", "", "[1]", f'{{"n": "{PRIVATE}"}}'])
def test_structured_answers_that_do_not_fit_are_refused_without_a_quote(text: str) -> None:
    with pytest.raises(ModelError) as caught:
        structured(text, SCHEMA)
    assert "张三" not in str(caught.value)
