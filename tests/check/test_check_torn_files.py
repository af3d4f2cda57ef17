"""Whatever a file holds, the check says something about it and does not crash."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml
from check_stub import CATALOGUE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin_host.check import check_path
from plugin_host.check.workflow import check_workflow
from plugin_host.check.workflow.model import Workflow

GOOD = yaml.safe_load((Path(__file__).parent / "good.yml").read_text("utf-8"))
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from(["", "load", "each", "write", "{{#load.text#}}", "if-else", "iteration", "tool", "code"]),
    st.just([]),
    st.just({}),
    st.just([None, 1, "x", {}, []]),
    st.just({"type": "variable", "value": [1]}),
    st.just(["load", 3]),
    st.just({1: 2, None: 3}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return (
        [path, *(below for key, part in parts for below in places(part, (*path, key)))]
        if path
        else [below for key, part in parts for below in places(part, (key,))]
    )


PLACES = places(GOOD)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=4))
def test_junk_anywhere_is_no_crash(changes):
    root = copy.deepcopy(GOOD)
    for path, value in changes:
        holder: Any = root
        try:
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    check_workflow(Workflow(root, CATALOGUE), "x.yml")


def test_files_that_are_no_yaml(tmp_path):
    for number, content in enumerate(
        [
            b"",
            b"\xff\xfe\x00",
            b"a: [1",
            b"- a\n- b\n",
            b"kind: app",
            b"app: 1\napp: 2\n",
            b"x: &a [*a]\n",
            b"{" * 2000,
            b"?",
        ]
    ):
        path = tmp_path / f"{number}.yml"
        path.write_bytes(content)
        assert any(finding.severity == "error" for finding in check_path(path)), content


def test_a_key_twice_is_told(tmp_path):
    path = tmp_path / "twice.yml"
    path.write_text("kind: app\napp: {name: a}\napp: {name: b}\n", "utf-8")
    (finding,) = check_path(path)
    assert finding.rule == "unreadable"
    assert "line 3" in finding.en
