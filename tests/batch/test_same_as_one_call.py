"""A batch gives what calls of one tool after another give, record for record, however the input is cut."""

from __future__ import annotations

import csv
import json
import textwrap
from pathlib import Path

import pytest

from batch.job import Job
from batch.pool import perform
from batch.recipe import load_recipe
from ftprep.errors import SettingsError
from tests.batch.one_call import one_after_another, rows, write_chats

ROOT = Path(__file__).resolve().parents[2]
CLEAN_ONLY = ROOT / "workflows" / "clean_only.yml"


class Here:
    """An engine without processes: one task after another, the last first, for order must not matter."""

    def run(self, tasks):
        for number in reversed(range(len(tasks))):
            yield number, perform(tasks[number])


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    write_chats(folder / "chats.jsonl", 700)
    with (folder / "faq.csv").open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(["question", "answer"])
        table.writerows([f"第{n}个问题是什么？", f"这是第{n}个回答，请您查收，谢谢。"] for n in range(60))
    return folder


def files_of(folder):
    return [(path.name, path) for path in sorted(folder.iterdir())]


def same(recipe, folder, tmp_path, shard_bytes, engine=None):
    whole = one_after_another(recipe, files_of(folder), tmp_path / "calls")
    manifest = Job(recipe, tmp_path / "batch", engine or Here()).run([str(folder)], shard_bytes)
    compare(recipe, whole, manifest, tmp_path / "batch")
    return whole, manifest


def compare(recipe, whole, manifest, out):
    formatter = next((at for at, step in enumerate(recipe.steps) if step.kind == "formatter"), len(recipe.line) - 1)
    last = recipe.label(formatter)
    data = [file.path for file in whole[last].files if file.role == "dataset"]
    assert manifest["read"] == whole["load_dataset"].report["read"]
    assert manifest["kept"] == whole[last].report["kept"]
    assert manifest["read"] == manifest["kept"] + manifest["rejected"]
    parts = [out / file["name"] for file in manifest["files"] if file["role"] == "data"]
    assert rows(parts) == rows(data)
    for report in manifest["reports"]:
        expected = json.loads(json.dumps(whole[report["name"]].report))
        for name in ("read", "kept", "rejected", "changed", "reasons", "changes", "figures"):
            assert report.get(name) == expected.get(name), (report["name"], name)
    assert sorted(rows((out / "rejects").iterdir())) == sorted(rejects(whole))
    listed = {file["name"]: file for file in manifest["files"]}
    for name, file in listed.items():
        assert (out / name).stat().st_size == file["bytes"]


def rejects(whole):
    """Each tool's own, not those that it hands on."""
    found = []
    for outcome in whole.values():
        found += [file.path for file in outcome.files if file.role == "rejects"]
    return rows(found)


@pytest.mark.parametrize("shard_bytes", [15_000, 10**9])
def test_clean_only(data, tmp_path, shard_bytes):
    whole, _ = same(load_recipe(CLEAN_ONLY), data, tmp_path, shard_bytes)
    dropped = {row["reason"] for outcome in whole.values() for row in outcome.report["reasons"]}
    assert {"exact_duplicate", "near_duplicate"} <= dropped
    info = json.loads((tmp_path / "batch" / "dataset_info.json").read_text())
    (entry,) = info.values()
    (expected,) = json.loads(
        next(f.path for f in whole["format_dataset"].files if f.path.name == "dataset_info.json").read_text()
    ).values()
    assert entry | {"file_name": ""} == expected | {"file_name": ""}


RECIPES = {
    "labels and a sample of them": """
        - load_dataset
        - detect_refusals: {mode: split}
        - filter_spam: {mode: label}
        - sample_records: {count: 100}
        - dataset_stats
        """,
    "a split at the end": """
        - clean_text: {explain: true}
        - deduplicate: {method: exact, keep: first}
        - split_dataset: {validation: 0.1, test: 0.1}
        """,
    "first turns, then the best": """
        - deduplicate: {same_first_turn: true, threshold: 0.6, keep: best, best_field: n}
        - filter_quality: {mode: label}
        """,
    "other formats": """
        - mask_pii: {anonymizer: mask}
        - format_dataset: {format: openai, rounds: split, misfit: move, columns: [n]}
        """,
    "parquet": """
        - deduplicate
        - format_dataset: {format: parquet, misfit: move}
        """,
    "operators more than once": """
        - clean_text
        - dataset_stats
        - deduplicate: {method: exact}
        - filter_quality: {preset: web}
        - dataset_stats
        - deduplicate
        - clean_text: {explain: true}
        - filter_quality: {mode: label}
        - dataset_stats
        """,
    "tables": """
        - format_dataset: {format: csv, rounds: single, misfit: move}
        """,
}


@pytest.mark.parametrize("listed", RECIPES.values(), ids=RECIPES)
def test_other_recipes(listed, data, tmp_path):
    path = tmp_path / "recipe.yml"
    path.write_text(textwrap.dedent(listed), "utf-8")
    same(load_recipe(path), data, tmp_path, 30_000)


def test_a_divided_data_set_does_not_flow_together(tmp_path):
    rows = [
        {"id": str(n), "messages": [{"role": "user", "content": f"问题{n}"}, {"role": "assistant", "content": "好的"}],
         "labels": {"split": "train" if n % 3 else "test"}, "lineage": {"source": "a", "row": n, "format": "jsonl"}}
        for n in range(9)
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    (tmp_path / "recipe.yml").write_text("- format_dataset\n")
    with pytest.raises(SettingsError, match="test, train"):
        Job(load_recipe(tmp_path / "recipe.yml"), tmp_path / "out", Here()).run([str(tmp_path / "in.jsonl")])


def test_files_of_the_same_operator_are_told_apart(tmp_path):
    """What both of them set aside, and both reports."""
    refusal = "很抱歉，作为一个人工智能语言模型，我无法回答这个问题。"
    chats = [
        {"messages": [{"role": "user", "content": f"问题{n}怎么办？"}, {"role": "assistant", "content": answer}]}
        for n, answer in enumerate(["请在订单页申请退款，三天到账。", refusal, refusal + "请谅解。" * 20] * 3)
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / "data/chats.jsonl").write_text("\n".join(json.dumps(chat) for chat in chats), "utf-8")
    (tmp_path / "recipe.yml").write_text(
        "- detect_refusals: {mode: split, take: [answer_too_long], max_characters: 60}\n- dataset_stats\n"
        "- detect_refusals: {mode: split}\n- dataset_stats\n"
    )
    whole, manifest = same(load_recipe(tmp_path / "recipe.yml"), tmp_path / "data", tmp_path, 600)
    assert [report["name"] for report in manifest["reports"]] == [
        "load_dataset", "detect_refusals", "detect_refusals-2", "dataset_stats", "dataset_stats-2",
    ]  # fmt: skip
    assert all(report["rejected"] for report in manifest["reports"] if report["operator"] == "detect_refusals")
    names = [file["name"] for file in manifest["files"]]
    assert len(set(names)) == len(names)
    assert sum(name.startswith("reports/recipe-2.") for name in names) == sum(
        name.startswith("reports/recipe.") for name in names
    )
    aside = [tmp_path / "batch" / name for name in names if name.startswith("aside/")]
    expected = [
        f.path for name in ("detect_refusals", "detect_refusals-2") for f in whole[name].files if "aside" in f.path.name
    ]
    assert sorted(rows(aside)) == sorted(rows(expected))
    assert len(rows(aside)) == 6


@pytest.mark.parametrize("shard_bytes", [2_000, 10**8])
def test_what_was_repaired_adds_up_over_shards(tmp_path, shard_bytes):
    """One note for a file, however it is cut, as of one call."""
    (tmp_path / "data").mkdir()
    rows = ['{"text": "half a character \\ud800 %d"}', '{"text": "none %d", "n": NaN}']
    lines = [*(rows[n % 3 == 0] % n for n in range(300)), "{broken"]
    (tmp_path / "data/a.jsonl").write_text("\n".join(lines))
    (tmp_path / "recipe.yml").write_text("- clean_text\n")
    whole, manifest = same(load_recipe(tmp_path / "recipe.yml"), tmp_path / "data", tmp_path, shard_bytes)
    notes = manifest["reports"][0]["notes"]
    assert sorted(note["en"] for note in notes) == sorted(note["en"] for note in whole["load_dataset"].report["notes"])
    assert any("(200×)" in note["en"] for note in notes)
    assert any("（100 次）" in note["zh"] for note in notes)
