"""The table of formats in both guides says what the registry of formats holds."""

import re
from pathlib import Path

import pytest

from ftprep.ops.formats._formats import FORMATS

DOCS = Path(__file__).resolve().parents[3] / "docs"
TASKS = ("sft", "preference", "kto", "pretrain")
ROW = re.compile(r"\| `(?P<name>\w+)`(?: \+ [^|]*)? \| [^|]+(?P<tasks>(?: \| (?:yes|是|–)){4}) \|")


def table(guide: str) -> dict[str, list[str]]:
    """Format → the tasks that its row has."""
    section = re.split(r"^## (?:Formats|格式)$", (DOCS / guide).read_text("utf-8"), flags=re.MULTILINE)[1]
    rows = map(ROW.match, section.partition("\n## ")[0].splitlines())
    return {
        row["name"]: [task for task, cell in zip(TASKS, row["tasks"].split(" | ")[1:], strict=True) if cell != "–"]
        for row in rows
        if row
    }


@pytest.mark.parametrize("guide", ["guide.md", "guide.zh.md"])
def test_every_format_with_its_tasks(guide):
    assert table(guide) == {name: [task for task in TASKS if task in form.shapes] for name, form in FORMATS.items()}


@pytest.mark.parametrize("guide", ["guide.md", "guide.zh.md"])
def test_the_same_versions(guide):
    found = re.findall(
        r"(?:trl|llamafactory|ms-swift|axolotl|datasets) \d+\.\d+\.\d+", (DOCS / guide).read_text("utf-8")
    )
    assert sorted(set(found)) == [
        "axolotl 0.19.0", "datasets 4.0.0", "datasets 4.8.4", "datasets 5.2.0", "llamafactory 0.9.5", "ms-swift 4.6.0", "trl 1.16.0",
    ]  # fmt: skip
