"""The command line, as people call it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from flows import FIXTURES, code, end, llm, start, tool, written
from scripted_model import Reply, ScriptedModel

from plugin_host.cli import COMMANDS, group

ROOT = Path(__file__).resolve().parents[2]
CLEAN = {"dataset": {"type": "variable", "value": ["start", "files"]}}
FILES = {"variable": "files", "label": "f", "type": "file-list", "required": True, "max_length": 3}


def ftprep(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FTPREP_")}
    return subprocess.run(
        [sys.executable, "-m", "plugin_host.cli", *map(str, arguments)],
        cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_run_leaves_its_results_and_says_where(model: ScriptedModel, dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("stays")
    (out / "old.jsonl").write_text("of an earlier run")
    (out / "run.json").write_text('{"files": ["old.jsonl", "../dataset.jsonl"]}')
    (tmp_path / "dataset.jsonl").write_text("stays too")
    done = ftprep(
        "run", FIXTURES / "everything.yml", "--input", f"files={dataset}", "--set", "mode=quiet", "--out", out,
        "--llm-base-url", model.base_url, "--llm-model", "scripted", FTPREP_LLM_API_KEY="from-env",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.iterdir()} == {"chats.clean_text.jsonl", "outputs.json", "run.json", "mine.txt"}
    assert (tmp_path / "dataset.jsonl").exists()
    outputs = json.loads((out / "outputs.json").read_text("utf-8"))
    assert outputs["files"] == [
        {"file": "chats.clean_text.jsonl", "bytes": (out / "chats.clean_text.jsonl").stat().st_size, "mime_type": "application/jsonl"}
    ]  # fmt: skip
    told = json.loads((out / "run.json").read_text("utf-8"))
    assert (told["status"], told["files"], told["inputs"]["mode"]) == ("succeeded", ["chats.clean_text.jsonl"], "quiet")
    assert {node["node_id"] for node in told["nodes"]} >= {"clean", "ask", "end"}
    lines = done.stdout.splitlines()
    assert lines[-2:] == [f"结果 | Results: {out}/", "  chats.clean_text.jsonl"]
    assert "good: 3" in done.stdout
    assert "清洗" in done.stderr
    assert "kept 3" in done.stderr
    assert {asked.key for asked in model.asked} == {"from-env"}


def test_a_failed_run_exits_with_1_and_its_reason(tmp_path: Path) -> None:
    done = ftprep("run", written(tmp_path, [start(), llm("hello"), end()]), "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "FTPREP_LLM_BASE_URL" in done.stderr
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["status"] == "failed"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "mode=loud"], "files"),
        (["--set", "mode=shy", "--input", "files={data}"], "loud, quiet"),
        (["--set", "nonsense"], "NAME=VALUE"),
        (["--input", "files=/no/such/file"], "/no/such/file"),
        (
            ["--input", "files=http://[bad/x.jsonl", "--set", "mode=loud"],
            "files has a file whose address can't be read",
        ),
        (["--input", "files={data}", "--set", "mode=loud", "--set", "typo=1"], "typo"),
    ],
)
def test_a_call_that_is_wrong_exits_with_2(dataset: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    filled = [argument.format(data=dataset) for argument in arguments]
    done = CliRunner().invoke(group, ["run", str(FIXTURES / "everything.yml"), "--out", str(tmp_path / "o"), *filled])
    assert done.exit_code == 2
    assert words in done.output
    assert not (tmp_path / "o").exists()


def test_half_a_character_in_an_output_or_argument_is_replaced_and_nothing_lost(tmp_path: Path) -> None:
    source = (
        "def main(said):\n    return {'out': 'one\\n' + chr(0xd83d) + ' two ' + said, 'more': [{'a': chr(0xde00)}]}"
    )
    said = {"variable": "said", "label": "s", "type": "paragraph", "required": True}
    made = code(source, {"out": "string", "more": "array[object]"}, {"said": ["start", "said"]})
    path = written(tmp_path, [start(said), made, end(out=("code", "out"), more=("code", "more"))])
    done = ftprep("run", path, "--set", "said=\udcff", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "outputs.json").read_text("utf-8")) == {
        "out": "one\n\ufffd two \ufffd",
        "more": [{"a": "\ufffd"}],
    }
    assert (tmp_path / "out" / "out.md").read_text("utf-8") == "one\n\ufffd two \ufffd"
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["inputs"] == {"said": "\ufffd"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_process(model: ScriptedModel, tmp_path: Path, number: signal.Signals) -> None:
    model.answers = Reply(delay=60)
    path = written(tmp_path, [start(), llm("hello"), end()])
    if signal.getsignal(number) is signal.SIG_IGN:  # a shell hands that down to what it starts in the background
        signal.signal(number, signal.SIG_DFL)
    running = subprocess.Popen(
        [sys.executable, "-m", "plugin_host.cli", "run", str(path), "--out", str(tmp_path / "o"),
         "--llm-base-url", model.base_url, "--llm-model", "m"],
        cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    with running:
        deadline = time.monotonic() + 60
        while not model.asked and time.monotonic() < deadline:
            time.sleep(0.05)
        children = psutil.Process(running.pid).children(recursive=True)
        assert children
        running.send_signal(number)
        _, told = running.communicate(timeout=30)
    assert running.returncode in (130, 143), told.decode()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
    assert not list(tmp_path.glob("ftprep-*")), "and no temporary files"


def test_one_file_too_many_names(model: ScriptedModel, tmp_path: Path) -> None:
    """Two files of one name in the outputs are kept side by side."""
    (tmp_path / "a.jsonl").write_text('{"text":"x  y"}\n')
    path = written(
        tmp_path,
        [start(FILES), tool("clean_text", CLEAN, node="one"), tool("clean_text", CLEAN, node="two"), end(a=("one", "files"), b=("two", "files"))],
    )  # fmt: skip
    done = ftprep("run", path, "-i", f"files={tmp_path / 'a.jsonl'}", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {p.name for p in (tmp_path / "out").glob("*.jsonl")} == {"a.clean_text.jsonl", "2-a.clean_text.jsonl"}


def test_a_file_whose_name_is_no_utf8_is_reported_too(tmp_path: Path) -> None:
    (tmp_path / "b\udcff.jsonl").write_text('{"text":"x  y"}\n')
    done = ftprep("tool", "clean_text", tmp_path / "b\udcff.jsonl", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "b\ufffd" in (tmp_path / "out" / "report.json").read_text("utf-8")


def test_tool_runs_one_operator_without_dify(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(group, ["tool", "clean_text", str(dataset), "--set", "language=en", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "kept 3" in done.output
    kept = (out / "chats.clean_text.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["text"] for line in kept] == ["hello world", "你好 世界", "third"]
    assert json.loads((out / "report.json").read_text("utf-8"))["kept"] == 3


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["no_such_tool"], 2, "ftprep tools"),
        (["clean_text", "/no/such/file"], 2, "/no/such/file"),
        (["clean_text", "-i", "against={data}", "{data}"], 2, "against"),
    ],
)
def test_tool_called_wrongly(dataset: Path, tmp_path: Path, arguments: list[str], status: int, words: str) -> None:
    filled = [argument.format(data=dataset) for argument in arguments]
    done = CliRunner().invoke(group, ["tool", *filled, "--out", str(tmp_path / "o")])
    assert done.exit_code == status
    assert words in done.output


def test_tool_with_a_bad_setting_exits_with_1(dataset: Path, tmp_path: Path) -> None:
    done = ftprep("tool", "clean_text", dataset, "--set", "language=klingon", "--out", tmp_path / "o")
    assert done.returncode == 1
    assert "auto, zh, en" in done.stderr
    assert "Traceback" not in done.stderr


def test_tools_lists_them() -> None:
    done = CliRunner().invoke(group, ["tools"])
    assert done.exit_code == 0
    assert "clean_text" in done.output
    catalogue = json.loads(CliRunner().invoke(group, ["tools", "--json"]).output)
    clean = next(entry for entry in catalogue if entry["name"] == "clean_text")
    assert clean["family"] == "cleaning"
    assert {setting["name"] for setting in clean["settings"]}


def test_help_lists_every_command_and_imports_none() -> None:
    script = "import sys; from plugin_host.cli import group; group.main(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    loaded = done.stdout.splitlines()[-1]
    assert not any(
        f"'{module}'" in loaded for module in ("graphon", "flask", "yaml", "pydantic", "plugin_host.commands.run")
    )


def test_an_unknown_command() -> None:
    done = CliRunner().invoke(group, ["fly"])
    assert done.exit_code == 2
