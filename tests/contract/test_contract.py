"""What every operator promises, whatever it does. New ones are picked up by themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from contract_calls import CASES, PRIVATE, TEXT, Call, call_of, written

from ftprep.errors import InputDataError, SettingsError
from ftprep.invoke import Inputs, Outcome, all_operators, get_operator, invoke
from ftprep.io import is_companion
from ftprep.record import dumps
from ftprep.settings import choices, is_list, scalar_type
from plugin_host.reasons_help import MEANINGS
from plugin_host.tool_yaml import MAX_SETTINGS, ROOT, output_schema, parameters

NAMES = [operator.name for operator in all_operators()]
MAX_VARIABLES = 200_000
"""Bytes: Dify allows 200 KB a variable, and every event of a run repeats them."""

each_operator = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contract")


@pytest.fixture(scope="session")
def call(scratch: Path) -> Callable[[str], Call]:
    return lambda name: call_of(name, scratch)


@pytest.fixture(scope="session")
def done(scratch: Path) -> Callable[[str], Outcome]:
    """The outcome of the operator's call, worked out once."""
    made: dict[str, Outcome] = {}

    def outcome(name: str) -> Outcome:
        if name not in made:
            made[name] = call_of(name, scratch).run(scratch / "done" / name)
        return made[name]

    return outcome


# What it says of itself


@each_operator
def test_it_is_described_in_both_languages(name):
    operator = get_operator(name)
    assert english(operator.doc)
    for reason, (en, zh) in operator.reasons.items():
        assert reason == reason.lower().replace(" ", "_").replace("-", "_")
        assert english(en), reason
        assert chinese(zh), reason


@each_operator
def test_the_help_tells_every_reason(name):
    """In the tool's file, as the studio shows it; with its meaning, save where there are too many to read."""
    operator = get_operator(name)
    human = yaml.safe_load((ROOT / "tools" / f"{name}.yaml").read_text("utf-8"))["description"]["human"]
    for reason, (en, zh) in operator.reasons.items():
        for language, meaning in (("en_US", en), ("zh_Hans", zh)):
            assert re.search(rf"\b{reason}\b", human[language]), (reason, language)
            assert meaning in human[language] or len(operator.reasons) > MEANINGS, (reason, language)


@each_operator
def test_every_setting_is_described(name):
    for field, info in get_operator(name).options.model_fields.items():
        assert info.description, field
        assert english(info.description), field


@each_operator
def test_the_panel_is_small(name):
    settings = [parameter for parameter in parameters(get_operator(name)) if parameter["form"] == "form"]
    assert len(settings) <= MAX_SETTINGS
    assert [parameter["name"] for parameter in settings[-2:]] == ["language", "options"]


# What comes out


@each_operator
def test_every_record_is_accounted_for(name, done):
    outcome = done(name)
    report = outcome.report
    assert report["operator"] == name
    assert report["read"] == report["kept"] + report["rejected"]
    assert report["read"] > 0
    assert (outcome.variables["kept"], outcome.variables["rejected"]) == (report["kept"], report["rejected"])
    assert sum(reason["count"] for reason in report["reasons"]) == report["rejected"]


@each_operator
def test_rejects_hold_reason_step_and_original(name, done):
    outcome = done(name)
    rows = [json.loads(line) for file in outcome.files if file.role == "rejects" for line in lines(file.path)]
    assert len(rows) == outcome.report["rejected"]
    for row in rows:
        assert row["reason"]
        assert row["step"] == name
        assert "original" in row


@each_operator
def test_every_reason_is_told_in_both_languages(name, done):
    for reason in done(name).report["reasons"]:
        assert reason["en"], reason["reason"]
        assert chinese(reason["zh"]), reason["reason"]


@each_operator
def test_what_comes_out_is_what_the_tool_declares(name, done):
    """A variable that is not declared can't be picked in the studio, one that is and never comes is empty."""
    outcome = done(name)
    schema = output_schema(get_operator(name))
    values = {**outcome.variables, "report": outcome.report}
    jsonschema.validate(json.loads(dumps(values)), closed(schema))
    assert set(values) == set(schema["properties"])


@each_operator
def test_variables_stay_small(name, done):
    outcome = done(name)
    assert len(dumps({**outcome.variables, "report": outcome.report})) < MAX_VARIABLES


@each_operator
def test_files_are_named_for_what_they_are(name, done):
    outcome = done(name)
    names = [file.path.name for file in outcome.files]
    assert len(names) == len(set(names))
    for file in outcome.files:
        assert file.path.stat().st_size > 0, "a blob of no bytes does not survive the plugin protocol"
        assert is_companion(file.path.name) == (file.role != "dataset"), file.path.name
    assert [row["name"] for row in outcome.report["files"]] == names


@each_operator
def test_the_summary_is_in_the_language_asked_for(name, call, tmp_path):
    zh = call(name).run(tmp_path / "zh", language="zh").text
    en = call(name).run(tmp_path / "en", language="en").text
    assert chinese(zh)
    assert zh != en
    assert len(zh) < 20_000


@each_operator
def test_no_text_of_a_record_leaves_but_in_files_and_preview(name, call, tmp_path):
    """The preview is a variable of records; report and summary hold counts, names and ids."""
    given = call(name)
    outcome = given.run(tmp_path)
    told = json.dumps([outcome.report, outcome.text], ensure_ascii=False)
    assert PRIVATE[:12] not in told
    for row in outcome.variables["records"]:
        for message in row.get("messages", ()):
            whole = message["content"]
            assert len(whole) < 30 or whole not in told


@each_operator
def test_the_same_call_gives_the_same(name, call, tmp_path):
    first, second = call(name).run(tmp_path / "1"), call(name).run(tmp_path / "2")
    assert [file.path.name for file in first.files] == [file.path.name for file in second.files]
    assert datasets(first) == datasets(second)
    assert dumps(first.report) == dumps(second.report)


# What it is given


@each_operator
def test_the_tools_defaults_are_the_operators(name, call, tmp_path):
    """Dify fills in the YAML's defaults only when a panel was opened: both must give the same."""
    given = call(name)
    defaults = {
        parameter["name"]: parameter["default"]
        for parameter in parameters(get_operator(name))
        if "default" in parameter and parameter["name"] not in given.parameters
    }
    plain, written_out = given.run(tmp_path / "1"), given.run(tmp_path / "2", **defaults)
    assert datasets(plain) == datasets(written_out)
    assert dumps(plain.report) == dumps(written_out.report)


@each_operator
def test_nothing_given_means_the_default(name, call, tmp_path):
    given = call(name)
    fields = [*get_operator(name).options.model_fields, "language", "options"]
    for number, nothing in enumerate((None, "")):
        empty = {field: nothing for field in fields if field not in given.parameters}
        outcome = given.run(tmp_path / str(number), **empty)
        assert dumps(outcome.report) == dumps(given.run(tmp_path / f"{number}-plain").report)


@each_operator
def test_an_unknown_setting_is_refused(name, call, tmp_path):
    for given in ({"no_such_setting": 1}, {"options": "no_such_setting=1"}):
        with pytest.raises(SettingsError) as caught:
            call(name).run(tmp_path, **given)
        assert "no_such_setting" in caught.value.en
        assert "no_such_setting" in caught.value.zh
        in_both_languages(caught.value)


@each_operator
def test_a_value_out_of_place_is_refused(name, call, tmp_path):
    for field, value in bad_values(name):
        with pytest.raises(SettingsError) as caught:
            call(name).run(tmp_path, **{field: value})
        assert field in caught.value.en, (field, value)
        assert field in caught.value.zh, (field, value)
        in_both_languages(caught.value)


@each_operator
def test_a_line_of_options_that_is_none_is_refused(name, call, tmp_path):
    with pytest.raises(SettingsError) as caught:
        call(name).run(tmp_path, options="what is this")
    in_both_languages(caught.value)


@each_operator
def test_an_unknown_language_is_refused(name, call, tmp_path):
    with pytest.raises(SettingsError, match="language"):
        call(name).run(tmp_path, language="fr")


@each_operator
def test_no_input_is_a_clear_error(name, tmp_path):
    settings = call_settings(name)
    with pytest.raises((InputDataError, SettingsError)) as caught:
        invoke(name, Inputs(), settings, tmp_path)
    in_both_languages(caught.value)


@each_operator
def test_a_file_of_nothing_is_a_clear_error(name, tmp_path):
    for content in (b"", b"\n \n"):
        with pytest.raises((InputDataError, SettingsError)) as caught:
            invoke(
                name, Inputs(written({"empty.jsonl": content}, tmp_path / "in")), call_settings(name), tmp_path / "out"
            )
        in_both_languages(caught.value)


# How tools stand in a row


@each_operator
def test_companions_are_passed_over(name, call, tmp_path):
    """What lies beside a data set is not read as data, is told, and rejects of earlier steps go on."""
    given = call(name)
    reject = b'{"reason": "too_short", "step": "filter_quality", "source": "a", "row": 1, "original": {"text": "x"}}\n'
    beside = {
        "talk.filter_quality.rejects.jsonl": reject,
        "talk.dataset_stats.report.html": b"<p>1</p>",
        "dataset_info.json": b"{}",
    }
    plain, outcome = given.run(tmp_path / "1"), given.run(tmp_path / "2", files=beside)
    assert outcome.report["read"] == plain.report["read"]
    assert list(datasets(outcome).values()) == list(datasets(plain).values())
    assert set(beside) <= {row["name"] for row in outcome.report["passed_over"]}
    handed_on = [file for file in outcome.files if file.role == "companion"]
    assert reject in [file.path.read_bytes() for file in handed_on]


@each_operator
def test_a_name_does_not_grow_from_step_to_step(name, call, tmp_path):
    """chats.clean_text.jsonl → chats.mask_pii.jsonl → …, and the same name when a step is done twice."""
    given = call(name)
    if given.text != TEXT or get_operator(name).value_inputs:
        pytest.skip("its call is not on a data set alone")
    first = replace(given, text="", files={"talk.jsonl": TEXT}).run(tmp_path / "1")
    kept = [file for file in first.files if file.role == "dataset"]
    assert kept
    for file in kept:
        assert file.path.name.startswith("talk."), file.path.name
    if get_operator(name).writes_records:
        assert kept[0].path.name == f"talk.{name}.jsonl"
        again = {kept[0].path.name: kept[0].path.read_text("utf-8")}
        second = replace(given, text="", files=again).run(tmp_path / "2")
        assert second.files[0].path.name == kept[0].path.name


@each_operator
def test_its_files_are_a_data_set_for_the_next(name, done, tmp_path):
    outcome = done(name)
    files = written({file.path.name: file.path.read_bytes() for file in outcome.files}, tmp_path / "in")
    if not outcome.report["kept"] or not any(row.role == "dataset" for row in outcome.files):
        pytest.skip("it kept nothing")
    next_one = invoke("clean_text", Inputs(files), {}, tmp_path / "out")
    assert next_one.report["read"] > 0
    if get_operator(name).writes_records:
        assert next_one.report["read"] == outcome.report["kept"]


@each_operator
def test_inputs_are_left_as_they_were(name, tmp_path, call):
    given = call(name)
    given.run(tmp_path)
    for folder, named in (
        (tmp_path / "in", given.files),
        *((tmp_path / key, more) for key, more in given.extra.items()),
    ):
        for path, content in zip(sorted(folder.iterdir()), named.values(), strict=True):
            assert path.read_bytes() == content.encode()


@each_operator
def test_its_yaml_is_written(name):
    content = yaml.safe_load((ROOT / "tools" / f"{name}.yaml").read_text("utf-8"))
    assert content["identity"]["name"] == name
    assert "〔" not in json.dumps(content, ensure_ascii=False)


# Helpers


def chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def english(text: str) -> bool:
    """Whether it is English; a Chinese example may stand in it."""
    han = sum("\u4e00" <= sign <= "\u9fff" for sign in text)
    return sum(sign.isascii() and sign.isalpha() for sign in text) > 4 * han


def in_both_languages(error: InputDataError | SettingsError) -> None:
    assert chinese(error.zh)
    assert english(error.en)
    assert error.en.endswith((".", "?"))


def lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        return [line for line in file if line.strip()]


def datasets(outcome: Outcome) -> dict[str, bytes]:
    return {file.path.name: file.path.read_bytes() for file in outcome.files if file.role == "dataset"}


def closed(schema: Any) -> Any:
    """The schema with no property allowed that is not declared, and none that is null instead."""
    if isinstance(schema, dict):
        out = {key: closed(value) for key, value in schema.items()}
        if schema.get("type") == "object" and "properties" in schema:
            out["additionalProperties"] = False
        return out
    return [closed(item) for item in schema] if isinstance(schema, list) else schema


def bad_values(name: str) -> list[tuple[str, Any]]:
    """(setting, a value that it can't take) for every setting of which one can be told."""
    out: list[tuple[str, Any]] = []
    for field, info in get_operator(name).options.model_fields.items():
        if choices(info):
            out.append((field, "no such choice"))
        elif scalar_type(info) in (int, float) and not is_list(info):
            out.append((field, "many"))
            for rule in info.metadata:
                if getattr(rule, "ge", None) is not None:
                    out.append((field, rule.ge - 1))
                if getattr(rule, "le", None) is not None:
                    out.append((field, rule.le + 1))
        elif scalar_type(info) is bool:
            out.append((field, "perhaps"))
    return out


def call_settings(name: str) -> dict[str, Any]:
    """The settings that the operator needs, from its table, where it has one."""
    path = CASES / f"{name}.jsonl"
    for line in path.read_text("utf-8").split("\n") if path.exists() else ():
        case = json.loads(line) if line.strip() else {"xfail": ""}
        if "xfail" not in case and "error" not in case["expect"]:
            return dict(case.get("options", {}))
    return {}
