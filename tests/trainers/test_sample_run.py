"""What `make run` writes, loaded by LLaMA-Factory's own loader: every row kept (opt-in)."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from plugin_host.tool_yaml import ROOT
from tests.trainers.environments import Probe, optin

pytestmark = optin


@pytest.mark.parametrize("form", ["alpaca", "sharegpt"])
def test_the_samples_result_is_kept_whole(form, tmp_path):
    command = [sys.executable, "-m", "plugin_host.cli", "run", "workflows/data_preparation.yml", "--out", str(tmp_path)]
    for path in sorted((ROOT / "samples").iterdir()):
        command += ["--input", f"data={path}"]
    subprocess.run(
        [*command, "--set", "enhance=NO", "--set", f"target_format={form}"], cwd=ROOT, check=True, capture_output=True
    )
    rows = len(json.loads((tmp_path / "dataset.json").read_text("utf-8")))
    probe = Probe("llamafactory", "probe_llamafactory.py", "qwen")
    try:
        real = probe.ask({"dir": str(tmp_path), "name": "dataset", "stage": "sft"})
    finally:
        probe.close()
    print(f"\n{form}: {rows} rows written, {real.get('whole')} loaded whole")
    assert real["loaded"], real
    assert real["whole"] == rows >= 100
