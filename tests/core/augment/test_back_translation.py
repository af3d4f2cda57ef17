"""augment_text through a translator on loopback: two hops, what must survive them, and what becomes of failures."""

from __future__ import annotations

import json

import pytest

from ftprep.errors import SettingsError
from ftprep.invoke import InputFile, Inputs, invoke
from tests.loopback import LoopbackHandler, LoopbackServer

WORDS = {"怎么退货": "how to return goods", "订单": "order", "请问": "please tell me"}
BACK = {"how to return goods": "如何办理退货", "order": "单子", "please tell me": "想请教"}


class _Translator(LoopbackHandler):
    def do_POST(self):
        asked = json.loads(self.body())
        self.server.asked.append(asked)
        answer, status = self.server.answer(asked), 200
        if isinstance(answer, int):
            answer, status = {"error": "no"}, answer
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _translate(asked):
    words = WORDS if asked["source"] == "zh" else BACK
    texts = asked["q"]
    for old, new in words.items():
        texts = [text.replace(old, new) for text in texts]
    return {"translatedText": texts}


@pytest.fixture
def translator():
    with LoopbackServer(_Translator) as server:
        server.asked, server.answer = [], _translate
        yield server


def _run(server, folder, texts, *, allowed="127.0.0.1"):
    path = folder / "s.jsonl"
    rows = [{"instruction": text, "output": "好的"} for text in texts]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    settings = {
        "methods": "homophones",
        "strength": 0.001,
        "variants": 1,
        "keep_original": "false",
        "options": f"translator={server.address}/translate\nallow_hosts={allowed}",
    }
    outcome = invoke("augment_text", Inputs([InputFile("s.jsonl", path)]), settings, folder / "out")
    lines = {
        role: [
            json.loads(line)
            for file in outcome.files
            if file.role == role
            for line in file.path.read_bytes().split(b"\n")
            if line.strip()
        ]
        for role in ("dataset", "rejects")
    }
    assert outcome.report["read"] == outcome.report["kept"] + outcome.report["rejected"]
    return lines["dataset"], [(row["reason"], row.get("detail", "")) for row in lines["rejects"]], lines["rejects"]


def test_there_and_back(translator, tmp_path):
    kept, reasons, _ = _run(translator, tmp_path, ["请问订单 8812 怎么退货，找 <PERSON_1>，命令是 `git 订单`"])
    assert reasons == []
    assert "想请教单子 8812 如何办理退货，找 <PERSON_1>，命令是 `git 订单`" in json.dumps(kept, ensure_ascii=False)
    assert [(asked["source"], asked["target"]) for asked in translator.asked] == [("zh", "en"), ("en", "zh")]
    assert "git" not in json.dumps(translator.asked)


@pytest.mark.parametrize("old", ["8812", "<PERSON_1>", "https://a.example/1"])
def test_what_must_survive(translator, tmp_path, old):
    def spoil(asked):
        return {"translatedText": [text.replace(old, "X") for text in _translate(asked)["translatedText"]]}

    translator.answer = spoil
    _, reasons, rejects = _run(translator, tmp_path, ["请问 8812 怎么退货 <PERSON_1> https://a.example/1"])
    assert reasons == [("translation_lost_facts", "")]
    assert "8812" in json.dumps(rejects)


@pytest.mark.parametrize(
    "answer",
    [{}, {"translatedText": "one text"}, {"translatedText": []}, {"translatedText": [None]}, []],
    ids=["nothing", "a text", "too few", "null", "a list"],
)
def test_an_answer_of_another_form(translator, tmp_path, answer):
    translator.answer = lambda _: answer
    _, reasons, _ = _run(translator, tmp_path, ["怎么退货"])
    assert [reason for reason, _ in reasons] == ["translation_failed"]


def test_a_failed_request_among_others(translator, tmp_path):
    translator.answer = lambda asked: 400 if "订单" in asked["q"][0] else _translate(asked)
    kept, reasons, _ = _run(translator, tmp_path, ["怎么退货", "查订单", "请问怎么退货"])
    assert [reason for reason, _ in reasons] == ["translation_failed"]
    assert len(kept) == 2


def test_the_same_text_back(translator, tmp_path):
    _, reasons, _ = _run(translator, tmp_path, ["没有一个词认识"])
    assert reasons == [("translation_unchanged", "")]


def test_personal_data_are_not_sent(translator, tmp_path):
    _, reasons, _ = _run(translator, tmp_path, ["请问怎么退货，我的电话是13912345678"])
    assert reasons == [("personal_data", "")]
    assert translator.asked == []


def test_a_service_that_refuses_everything(translator, tmp_path):
    translator.answer = lambda _: 403
    with pytest.raises(SettingsError, match="does not answer"):
        _run(translator, tmp_path, [f"怎么退货{n}次" for n in ("一", "二", "三", "四")])


def test_a_host_inside_must_be_allowed(translator, tmp_path):
    with pytest.raises(SettingsError, match="allow_hosts"):
        _run(translator, tmp_path, [f"怎么退货{n}次" for n in ("一", "二", "三", "四")], allowed="10.9.9.9")
    assert translator.asked == []
