"""The trainers' own environments, which scripts/validate_trainers.sh makes under build/trainers."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ROOT / "build" / "trainers"

optin = [
    pytest.mark.optin,
    pytest.mark.skipif(not os.environ.get("FTPREP_TRAINERS"), reason="opt-in: make validate-trainers"),
]


def python(name: str) -> Path:
    path = ENVIRONMENTS / name / "bin" / "python"
    if not path.exists():
        pytest.skip(f"no environment for {name}: make validate-trainers")
    return path


class Probe:
    """A probe's process, asked job after job. Where a job takes the process down, it is started anew."""

    def __init__(self, name: str, script: str, *arguments: str) -> None:
        self._command = [python(name), Path(__file__).with_name(script), *arguments]
        self._process = self._started()

    def _started(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            self.close()
            self._process = self._started()
            return {"loaded": False, "why": "the process crashed"}
        return json.loads(answer)

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
