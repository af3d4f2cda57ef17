"""Recipes: workflows as they are, lists, and what can't be run in parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from batch.inputs import find_files
from batch.recipe import load_recipe
from ftprep.errors import InputDataError, SettingsError

WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"


def listed(tmp_path, text):
    path = tmp_path / "recipe.yml"
    path.write_text(text, "utf-8")
    return load_recipe(path)


def test_a_workflow_as_it_is():
    recipe = load_recipe(WORKFLOWS / "clean_only.yml", {"target_format": "sharegpt"})
    assert [step.name for step in recipe.line] == [
        "load_dataset", "clean_text", "mask_pii", "deduplicate", "filter_quality",
    ]  # fmt: skip
    assert [(at, step.name) for at, step in recipe.taps] == [(4, "format_dataset"), (4, "dataset_stats")]
    assert recipe.formatter is not None
    assert recipe.formatter.settings["format"] == "sharegpt"
    assert recipe.segments() == [(0, 3), (3, 4), (4, 5)]


@pytest.mark.parametrize("name", ["rewrite_answers", "large_dataset_augmentation", "data_preparation"])
def test_a_workflow_that_asks_a_model_is_refused(name):
    with pytest.raises(SettingsError):
        load_recipe(WORKFLOWS / f"{name}.yml")


def test_an_input_that_the_workflow_does_not_have_is_refused():
    with pytest.raises(SettingsError, match="target_format"):
        load_recipe(WORKFLOWS / "clean_only.yml", {"format": "alpaca"})


def test_a_list_has_no_inputs_to_set(tmp_path):
    (tmp_path / "recipe.yml").write_text("- format_dataset\n")
    with pytest.raises(SettingsError, match="target_format") as error:
        load_recipe(tmp_path / "recipe.yml", {"target_format": "sharegpt"})
    assert "写在列表里" in error.value.zh


@pytest.mark.parametrize(
    "text",
    [
        "- mask_pii: {scope: dataset}",
        "- mask_pii: {anonymizer: pseudonymize}",
        "- mask_pii: {per_entity: 'PERSON:pseudonymize'}",
        "- format_dataset: {rounds: join}",
        "- load_dataset: {limit: 3}",
        "- make_batches",
        "- import_chat",
        "- no_such_operator",
        "- clean_text: {no_such_setting: 1}",
        "- format_dataset\n- clean_text",
        "- split_dataset\n- clean_text",
        "- [clean_text]",
    ],
)
def test_what_would_differ_in_parts_is_refused(tmp_path, text):
    with pytest.raises(SettingsError):
        listed(tmp_path, text)


@pytest.mark.parametrize("text", ["", "a: b", "- - -\n: :", "[]"])
def test_what_is_no_recipe_is_refused(tmp_path, text):
    with pytest.raises((InputDataError, SettingsError)):
        listed(tmp_path, text)


def test_a_secret_is_not_told(tmp_path):
    recipe = listed(tmp_path, "- mask_pii: {anonymizer: pseudonymize, key: geheim}")
    assert "geheim" not in str(recipe.identity())


def test_files_globs_and_folders(tmp_path):
    for name in ("a/x.jsonl", "b/x.jsonl", "b/x.rejects.jsonl", "b/.hidden", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    files, passed = find_files([str(tmp_path)])
    assert [file.name for file in files] == ["a/x.jsonl", "b/x.jsonl", "c.txt"]
    assert [row["name"] for row in passed] == ["b/x.rejects.jsonl"]
    files, _ = find_files([f"{tmp_path}/**/x.jsonl", f"{tmp_path}/a/x.jsonl"])
    assert [file.name for file in files] == ["a/x.jsonl", "b/x.jsonl"]
    files, _ = find_files([f"{tmp_path}/a/x.jsonl", f"{tmp_path}/b/x.jsonl"])
    assert len({file.name for file in files}) == 2
    with pytest.raises(InputDataError):
        find_files([f"{tmp_path}/nothing*"])
