"""Many small calls at a time, in a plugin that has loaded nothing yet; and what happens when their process ends."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from plugin_host.engine import FileStore, PluginProcess
from tests.plugin.conftest import Caller

PAGE = json.dumps(
    {"instruction": "<p>什么是微调？</p>", "output": "<b>在少量数据上继续训练。</b> call 13800138000"},
    ensure_ascii=False,
)
TOOLS = ("clean_text", "mask_pii", "filter_quality", "dataset_stats", "deduplicate", "format_dataset", "screen_compliance", "load_dataset")  # fmt: skip


@pytest.fixture
def call():
    with FileStore() as store, PluginProcess() as process:
        yield Caller(process, store)


def test_calls_that_meet_at_their_first_imports_all_end(call):
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda n: call(TOOLS[n % len(TOOLS)], text=PAGE, seconds=60).variables["kept"], range(64))
        )
    assert len(answers) == 64


def test_a_call_is_answered_after_the_process_of_small_calls_was_killed(call):
    call("clean_text", text=PAGE)
    (resident,) = [p for p in psutil.Process(call.plugin.pid).children() if p.cmdline()[-1] == "resident"]
    resident.kill()
    assert call("clean_text", text=PAGE).variables["kept"] == 1
