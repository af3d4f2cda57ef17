"""What holds for every record: what was found is gone, the same value gets the same stand-in, keys and values leak nowhere."""

from __future__ import annotations

import json
import logging
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftprep.errors import SettingsError
from ftprep.invoke import Inputs, invoke
from ftprep.operator import Context
from ftprep.ops.pii._masker import Masker
from ftprep.ops.pii._pseudonyms import pseudonym
from ftprep.ops.pii.mask_pii import MaskPiiOptions, mask_pii
from ftprep.ops.pii.restore_pii import RestorePiiOptions, restore_pii
from ftprep.pii.finding import Finding, resolve
from ftprep.pii.names import gender_of, is_compound
from ftprep.pii.recognizers import ENTITIES, RECOGNIZERS
from ftprep.pii.scanner import Scanner
from ftprep.record import Lineage, Record, Turn
from ftprep.report import Report

VALUES = {
    "13812345678": "PHONE_NUMBER", "139-1234-5678": "PHONE_NUMBER", "010-62345678": "PHONE_NUMBER", "+852 9123 4567": "PHONE_NUMBER", "zhang.san@mail.cn": "EMAIL_ADDRESS",
    "11010519491231002X": "CN_ID_CARD", "6222021234567894": "CREDIT_CARD", "4111 1111 1111 1111": "CREDIT_CARD", "91350100M000100Y43": "CN_CREDIT_CODE", "京A12345": "CN_LICENSE_PLATE",
    "粤B·D12345": "CN_LICENSE_PLATE", "36.12.7.9": "IP_ADDRESS", "3C:22:FB:01:02:03": "MAC_ADDRESS", "460-89-9847": "US_SSN", "GB82WEST12345698765432": "IBAN_CODE",
    "wxid_a1b2c3d4e5f6g7": "WECHAT_ID", "sk-abcDEF1234567890abcDEF12": "API_KEY", "北京市朝阳区建国路88号": "STREET_ADDRESS", "2408:8207:1234:5678::1": "IP_ADDRESS",
}  # fmt: skip
GLUE = ["你好，", "我的是", " and ", "。\n", "（", "）", "；", "：", " ", "电话", "请记一下", "，谢谢"]
TEXTS = st.lists(st.sampled_from([*VALUES, *GLUE]), min_size=1, max_size=8).map(" ".join)
RECORDS = st.lists(TEXTS, min_size=1, max_size=4).map(
    lambda texts: Record("1", [Turn("user" if i % 2 == 0 else "assistant", text) for i, text in enumerate(texts)])
)
HOW = st.sampled_from(["replace", "pseudonymize", "mask", "redact", "hash", "encrypt"])


def _step(**options):
    context = Context(Report("mask_pii"), Path())
    return mask_pii(MaskPiiOptions(**options), context), context.report


def _found(text):
    return [text[f.start : f.end] for f in Scanner(set(ENTITIES) - {"PERSON", "ORGANIZATION", "URL"}, 0.5).scan(text)]


@settings(max_examples=150, deadline=None)
@given(RECORDS, HOW)
def test_nothing_that_was_found_is_left(record, how):
    step, report = _step(anonymizer=how, key="geheim")
    masked = step(record)
    for before, after in zip(record.texts(), masked.texts(), strict=True):
        for value in _found(before):
            assert value not in after
    assert report.figures["left"] == 0


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.sampled_from(["replace", "pseudonymize", "hash", "encrypt"]))
def test_masking_twice_is_masking_once(record, how):
    step, _ = _step(
        anonymizer=how,
        key="geheim",
        entities=("PHONE_NUMBER", "EMAIL_ADDRESS", "IP_ADDRESS", "MAC_ADDRESS", "US_SSN", "IBAN_CODE", "CN_ID_CARD"),
    )
    once = step(record)
    twice = step(once)
    assert list(twice.texts()) == list(once.texts())


@settings(max_examples=150, deadline=None)
@given(RECORDS)
def test_what_is_encrypted_comes_back_and_only_with_the_key(record):
    step, _ = _step(anonymizer="encrypt", key="geheim")
    masked = step(record)
    context = Context(Report("restore_pii"), Path())
    assert list(restore_pii(RestorePiiOptions(key="geheim"), context)(masked).texts()) == list(record.texts())
    if masked is not record:
        other = Context(Report("restore_pii"), Path())
        assert restore_pii(RestorePiiOptions(key="anders"), other)(masked) is masked
        assert other.report.figures["unopened"] > 0


@settings(max_examples=200, deadline=None)
@given(TEXTS | st.text(alphabet="王李张小明13800138000@.-:/ ()路号abcABCxyz密码微信QQ：省市区京A12", max_size=50))
def test_the_gate_hides_no_finding(text):
    scanner = Scanner(set(ENTITIES), 0.3)
    behind = {(f.entity_type, f.start, f.end) for recognizer in RECOGNIZERS for f in recognizer.find(text)}
    due = {scanner._owners[hit].name for hit in scanner._gate.hits(text) if hit < len(scanner._owners)}
    through = {
        (f.entity_type, f.start, f.end)
        for recognizer in RECOGNIZERS
        if recognizer.name in due
        for f in recognizer.find(text)
    }
    assert behind == through


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), HOW)
def test_any_text_is_survived(text, how):
    step, _ = _step(anonymizer=how, key="k", entities=("all",), min_score=0.0)
    step(
        Record(
            "1", [Turn("user", text, text, text or None)], meta={"a": text, "姓名": text, "n": [text, {"phone": text}]}
        )
    )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda s, n, e, p: Finding(e, s, s + n, p),
            st.integers(0, 20),
            st.integers(1, 8),
            st.sampled_from("AB"),
            st.sampled_from([0.3, 0.5, 0.9]),
        ),
        max_size=10,
    )
)
def test_overlaps_are_resolved_by_score_then_length(findings):
    kept = resolve(findings)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    for finding in findings:
        assert any(
            k.start < finding.end
            and finding.start < k.end
            and (k.score, k.end - k.start) >= (finding.score, finding.end - finding.start)
            for k in kept
        )


def test_a_conversation_keeps_one_stand_in_a_person():
    turns = [
        Turn("user", "你好，我是王小明，电话13812345678", name="王小明"),
        Turn("assistant", "小明您好！王先生的电话是138-1234-5678对吗？", name="客服"),
        Turn("user", "对，我太太李芳的是13912345678", name="王小明"),
        Turn("assistant", "好的，李芳女士 13912345678 已登记。", name="客服"),
    ]
    step, _ = _step(anonymizer="pseudonymize", key="geheim")
    masked = step(Record("1", turns)).turns
    name = masked[0].name
    assert name == masked[2].name != "王小明"
    assert name in masked[0].content
    assert name[1:] + "您好" in masked[1].content
    assert name[0] + "先生" in masked[1].content
    assert masked[1].name == "客服"
    again = step(Record("2", turns)).turns
    assert [turn.content for turn in again] == [turn.content for turn in masked]
    other, _ = _step(anonymizer="pseudonymize", key="anders")
    assert [turn.content for turn in other(Record("1", turns)).turns] != [turn.content for turn in masked]


def test_pseudonyms_are_nobodys():
    step, _ = _step(anonymizer="pseudonymize", key="geheim")
    for value, entity in VALUES.items():
        context = {"WECHAT_ID": "微信", "API_KEY": "key: ", "CN_CREDIT_CODE": "税号"}.get(entity, "")
        made = step(Record("1", text=f"{context}{value}。")).text.removeprefix(context).removesuffix("。")
        assert made != value
        match entity:
            case "PHONE_NUMBER":
                digits = "".join(c for c in made if c.isdigit())
                assert digits.startswith("154") or "55501" in digits
            case "EMAIL_ADDRESS":
                assert made.endswith("@example.com")
            case "IP_ADDRESS":
                assert made.startswith(("192.0.2.", "2001:db8:"))
            case "CN_ID_CARD" | "CREDIT_CARD" | "IBAN_CODE" | "CN_CREDIT_CODE":
                assert all(f.score < 1 for f in Scanner({entity}, 0.0).scan(made))
            case "US_SSN":
                assert made.startswith("000")
            case "MAC_ADDRESS":
                assert made.startswith("00:00:5E:00:53:")
        if entity != "EMAIL_ADDRESS" and ":" not in value and entity not in ("STREET_ADDRESS", "IP_ADDRESS"):
            assert len(made) == len(value)


SECRETS = ("geheim-schluessel-12345", "13812345678", "11010519491231002X", "Abc@12345", "王小明")


@pytest.mark.parametrize("how", ["replace", "pseudonymize", "mask", "hash", "encrypt", "redact"])
def test_keys_and_values_leak_nowhere(how, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    row = {
        "id": "1",
        "messages": [
            {
                "role": "user",
                "content": "我叫王小明，电话13812345678，身份证11010519491231002X，密码：Abc@12345",
                "name": "王小明",
            }
        ],
        "lineage": {},
    }
    parameters = {"anonymizer": how, "key": SECRETS[0], "options": "deny=天狼星"}
    outcome = invoke("mask_pii", Inputs(text=json.dumps(row, ensure_ascii=False)), parameters, tmp_path)
    everything = [
        json.dumps(outcome.report, ensure_ascii=False),
        outcome.text,
        json.dumps(outcome.variables, ensure_ascii=False),
        caplog.text,
        *capfd.readouterr(),
    ]
    everything += [path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    for secret in SECRETS:
        assert not any(secret in part for part in everything), secret
    assert outcome.report["figures"]["left"] == 0
    assert {row["entity"] for row in outcome.report["figures"]["entities"]} >= {
        "PHONE_NUMBER",
        "CN_ID_CARD",
        "PASSWORD",
        "PERSON",
    }


def test_errors_do_not_quote_keys():
    with pytest.raises(SettingsError) as caught:
        _step(anonymizer="hash", per_entity=("PERSON:none",), key="geheim-schluessel")
    assert "geheim" not in str(caught.value)


def test_numbers_are_remembered_without_the_values():
    options = MaskPiiOptions(scope="dataset")
    context = Context(Report("mask_pii"), Path())
    step = mask_pii(options, context)
    for number in range(500):
        step(Record(str(number), text=f"电话1381234{number:04d}"))
    state = step.__closure__
    masker = next(cell.cell_contents for cell in state if type(cell.cell_contents).__name__ == "Masker")
    numbers = masker.anonymizers._numbers
    assert len(numbers) == 500
    assert all(isinstance(key, bytes) and len(key) == 8 for key in numbers)
    assert step(Record("x", text="电话13812340007")).text == "电话<PHONE_NUMBER_8>"


def test_a_conversations_numbers_are_forgotten():
    step, _ = _step()
    for number in range(50):
        assert step(Record(str(number), text=f"电话138123400{number:02d}")).text == "电话<PHONE_NUMBER_1>"


def test_clean_records_come_back_as_they_are():
    step, report = _step()
    record = Record("1", [Turn("user", "今天天气不错"), Turn("assistant", "Indeed it is.")])
    assert step(record) is record
    assert report.changes == {}


NAMES = st.builds(
    lambda surname, given: surname + given,
    st.sampled_from(["王", "李", "陈", "欧阳", "诸葛", "司马"]),
    st.sampled_from(["娜", "秀英", "雪梅", "伟", "建国", "志强"]),
)


@settings(max_examples=60, deadline=None)
@given(NAMES, st.binary(min_size=32, max_size=32))
def test_a_made_up_name_keeps_gender_surname_style_and_length(name, digest):
    made = pseudonym("PERSON", name, name, digest)
    assert gender_of(made) == gender_of(name)
    assert is_compound(made) == is_compound(name)
    assert len(made) == len(name)


@pytest.mark.parametrize("text", ["电话13812345678", "（13812345678）", "x 13812345678 y"])
def test_the_second_look_sees_what_is_left(text):
    """The proof that nothing is left can fail: it is told of a value that was not replaced."""
    masker = Masker(MaskPiiOptions(), {"PHONE_NUMBER"})
    assert masker._left([("PHONE_NUMBER", "13812345678")], [text]) == 1
    assert masker._left([("PHONE_NUMBER", "13812345678")], ["电话<PHONE_NUMBER_1>"]) == 0


def test_a_source_is_masked_alike_in_every_record():
    step, report = _step()
    lineage = Lineage("李强_13812345678_chat.txt", 1, "chat")
    records = [
        Record("1", text="电话13912345678", lineage=lineage),
        Record("2", text="今天天气不错", lineage=lineage),
        Record("3", [Turn("user", "我的13812345678")], lineage=lineage),
    ]
    masked = [step(record) for record in records]
    assert {record.lineage.source for record in masked} == {"<PERSON_1>_<PHONE_NUMBER_1>_chat.txt"}
    assert [next(record.texts()) for record in masked] == [
        "电话<PHONE_NUMBER_2>",
        "今天天气不错",
        "我的<PHONE_NUMBER_1>",
    ]
    assert len(report.notes) == 1
    assert "138" not in str(report.notes)


def test_an_encrypted_source_comes_back():
    step, _ = _step(anonymizer="encrypt", key="geheim")
    record = Record("1", text="好", lineage=Lineage("13812345678.txt"))
    masked = step(record)
    assert "138" not in masked.lineage.source
    restored = restore_pii(RestorePiiOptions(key="geheim"), Context(Report("restore_pii"), Path()))(masked)
    assert restored.lineage.source == "13812345678.txt"
