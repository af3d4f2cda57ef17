"""An error that nobody foresaw, in a worker: its kind and place reach the person who reports it, its words never do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ftprep import worker

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = "王小明 13812345678"


def _fails(*_: object, **__: object) -> None:
    raise ZeroDivisionError(PRIVATE)


@pytest.fixture
def failed(tmp_path, monkeypatch):
    """The folder of a call that failed in the worker."""
    monkeypatch.setattr(worker, "invoke", _fails)
    asked = {"files": [], "text": PRIVATE, "extra": {}, "values": {}, "name": "load_dataset", "parameters": {}}
    worker._run(asked | {"out": str(tmp_path), "max_file_bytes": None}, None, None)
    return tmp_path


def test_the_worker_tells_kind_and_place(failed):
    with pytest.raises(worker.WorkerError) as caught:
        worker.outcome(failed)
    assert caught.value.kind == "ZeroDivisionError"
    assert caught.value.place.startswith(f"{Path(__file__).name}:{_fails.__code__.co_firstlineno + 1} < worker.py:")
    assert PRIVATE[:3] not in str(caught.value)


def test_the_plugin_passes_them_on(failed):
    script = (
        "import sys; from pathlib import Path; from ftprep import worker; from ftprep_dify.failures import translated\n"
        "try:\n    with translated('load_dataset'): worker.outcome(Path(sys.argv[1]))\n"
        "except Exception as error: sys.stdout.buffer.write(f'{type(error).__name__}: {error}'.encode())"
    )
    run = subprocess.run([sys.executable, "-c", script, str(failed)], capture_output=True, cwd=ROOT, check=True)
    told = run.stdout.decode()
    assert "UnexpectedError" in told  # the log, and the error in both languages
    assert told.count(f"{Path(__file__).name}:") == 3
    assert told.count("ZeroDivisionError") == 3
    assert "WorkerError" not in told
    assert PRIVATE[:3] not in told + run.stderr.decode()
