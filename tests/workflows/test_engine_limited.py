"""Code and templates in their limited processes: what they give, what they are kept from, and what is said of errors."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from flows import code, end, finished, run, start, written

from ftprep.ports import InputFile
from plugin_host.engine import Limits, Services, WorkflowRun, load_workflow, new_id

PRIVATE = "张三 13800000000"
TEXT = {"variable": "text", "label": "t", "type": "paragraph", "required": False}


def coded(services: Services, tmp_path: Path, source: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    path = written(
        tmp_path, [start(TEXT), code(source, {"out": kind}, {"text": ["start", "text"]}), end(out=("code", "out"))]
    )
    return finished(run(path, services, {"text": PRIVATE}, **more))


@pytest.mark.parametrize(
    ("kind", "expression", "value"),
    [
        ("string", "text[:2]", "张三"),
        ("number", "len(text)", 14),
        ("number", "True", 1),
        ("boolean", "1 < 2", True),
        ("object", "{'a': [1, 2]}", {"a": [1, 2]}),
        ("array[string]", "text.split()", ["张三", "13800000000"]),
        ("array[number]", "[1, 2.5]", [1, 2.5]),
        ("array[object]", "[{'a': 1}]", [{"a": 1}]),
        ("string", "__import__('re').sub(r'[0-9]', '*', text)", "张三 ***********"),
        ("string", "__import__('hashlib').sha256(b'').hexdigest()[:4]", "e3b0"),
        ("string", "str(__import__('statistics').mean([1, 3]))", "2"),
        ("string", "__import__('json').dumps(__import__('datetime').date(2026, 1, 2).isoformat())", '"2026-01-02"'),
    ],
)
def test_code_gives_what_it_declares(
    services: Services, tmp_path: Path, kind: str, expression: str, value: Any
) -> None:
    result = coded(
        services, tmp_path, f"def main(text):\n    print('to nowhere')\n    return {{'out': {expression}}}", kind
    )
    assert result["error"] is None
    assert result["outputs"] == {"out": value}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def main(text):\n    return {'out': int(text)}", "line 2: ValueError"),
        ("def main(text):\n    raise RuntimeError(text)", "line 2: RuntimeError"),
        ("def main(text):\n    return {'out': undefined}", "undefined"),
        ("def main(text)\n    return 1", "line 1: SyntaxError"),
        ("x = 1", "no function main"),
        ("def main(text):\n    return text", "must return a dict"),
        ("def main(text):\n    return {'other': 1}", "out is missing"),
        ("def main(text):\n    return {'out': 5}", "must be a string"),
        ("def main(text):\n    return {'out': text, 'more': 1}", "Not all output"),
        ("def main(text):\n    return {'out': text * 40000}", "400000"),
        ("def main(text):\n    return {'out': set(text)}", "TypeError"),
        ("def main(other):\n    return {'out': ''}", "unexpected keyword argument 'text'"),
        ("def main(text):\n    return {'out': getattr(text, text)}", "'str' object has no attribute '…"),
        ("def main(text):\n    return {'out': text.nothing}", "no attribute 'nothing'"),
        ("def main(text):\n    raise TypeError(text)", "line 2: TypeError"),
        ("def main(text):\n    raise NameError('name ' + text[::-1])", "line 2: NameError"),
        ("def main(text):\n    dict(**{text: 1}).get(**{text: 1})", "takes no keyword arguments"),
        ("def main(text):\n    return {'out': str(__import__(text))}", "line 2: ModuleNotFoundError: No module named"),
        ("def main(text):\n    exec('1 ' + text)", "line 2: SyntaxError"),
        ("import socket\ndef main(text):\n    socket.socket()", "line 3: RefusedError: socket.__new__ is not allowed"),
        ("def main(text):\n    raise type(text, (Exception,), {})", "line 2: Exception"),
        ("def main(text):\n    '{a}'.format(**{text: 1})", "line 2: KeyError"),
    ],
)
def test_code_that_fails_says_where_but_not_what_it_held(
    services: Services, tmp_path: Path, source: str, words: str
) -> None:
    result = coded(services, tmp_path, source)
    assert result["status"] == "failed"
    assert words in result["error"]
    assert not any(part in result["error"] for part in ("13800000000", "00000000831", "张三", "三张"))


LIBRARY = "__import__('os').path.dirname(__import__('os').__file__)"
UP = "/.." * 12
DISGUISED = (
    "type('S', (str,), {'__str__': lambda s: LIB + '/os.py', 'startswith': lambda *a: True, 'split': lambda *a: []})"
).replace("LIB", LIBRARY)


@pytest.mark.parametrize(
    "body",
    [
        f"open({LIBRARY} + '{UP}/etc/passwd').read()",
        f"open(({LIBRARY} + '{UP}/etc/passwd').encode()).read()",
        f"__import__('pathlib').Path({LIBRARY} + '{UP}/etc/passwd').read_text()",
        f"__import__('io').FileIO({LIBRARY} + '{UP}/etc/passwd').read()",
        f"__import__('io').open_code({LIBRARY} + '{UP}/etc/passwd').read()",
        f"__import__('os').open({LIBRARY} + '{UP}/etc/passwd', 0)",
        f"__import__('os').listdir({LIBRARY} + '{UP}/etc')",
        f"list(__import__('os').scandir({LIBRARY} + '{UP}/etc'))",
        f"__import__('os').open('..{UP}/etc/passwd', 0, dir_fd=__import__('os').open({LIBRARY}, 0))",
        f"__import__('os').listdir(__import__('os').open({LIBRARY}, 0))",
        f"open({LIBRARY} + '-and-beside/secret').read()",
        "open('etc/passwd').read()",
        "open('/proc/self/root/etc/passwd').read()",
        f"open('/proc/self/cwd' + {LIBRARY} + '{UP}/etc/passwd').read()",
        "open(0).read()",
        f"open({DISGUISED}('/etc/passwd')).read()",
        "__import__('importlib.machinery').machinery.SourceFileLoader('x', '/etc/passwd').get_data('/etc/passwd')",
        "__import__('readline').read_history_file('/etc/passwd')",
        "__import__('spwd').getspall()",
        "__import__('importlib').import_module('pwd').getpwall()",
        "__import__('importlib').import_module('_tkinter').create()",
        "__import__('_xxsubinterpreters').run_string(__import__('_xxsubinterpreters').create(), 'open(\"/etc/passwd\")')",
        "__import__('_posixsubprocess').fork_exec()",
        "__import__('os').mkfifo('LEFT')",
        "__import__('os').mknod('LEFT')",
        "__import__('os').symlink('/etc/passwd', 'LEFT')",
        "__import__('gc').get_objects()",
        "open('/etc/passwd').read()",
        "open('LEFT', 'w').write('x')",
        "__import__('os').listdir('/')",
        "__import__('os').system('true')",
        "__import__('subprocess').run(['true'])",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9')",
        "__import__('ctypes').CDLL(None)",
        "__import__('os').fork()",
        "__import__('os').open('LEFT', 65)",
        "__import__('pathlib').Path('/etc/hostname').read_text()",
        "__import__('requests')",
    ],
)
def test_code_is_kept_from_files_network_and_processes(services: Services, tmp_path: Path, body: str) -> None:
    left = tmp_path / "left-behind"
    body = body.replace("LEFT", str(left))
    result = coded(services, tmp_path, f"def main(text):\n    return {{'out': str({body})}}")
    assert result["status"] == "failed"
    assert "RefusedError" in result["error"] or "ModuleNotFoundError" in result["error"]
    assert not left.exists()


@pytest.mark.parametrize(
    "turned",
    [
        "import builtins\nbuiltins.type = builtins.isinstance = lambda *a: True",
        "import os, posixpath\nos.readlink = os.lstat = os.path.realpath = lambda *a: '/'",
        "import sys\nfor m in list(sys.modules.values()):\n    m and 'REFUSED' in dir(m) and vars(m).update(REFUSED=(), resolved=str)",
    ],
)
def test_the_fence_cannot_be_talked_round(services: Services, tmp_path: Path, turned: str) -> None:
    source = f"{turned}\ndef main(text):\n    return {{'out': open('/etc/passwd').read()}}"
    result = coded(services, tmp_path, source)
    assert (result["status"], result["outputs"]) == ("failed", {})


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock is Linux's")
def test_behind_the_fence_stands_the_systems_own_wall() -> None:
    """Without the fence the files stay shut all the same, where the system has Landlock."""
    closed = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); from plugin_host.engine.limited import walls\n"
        "library = os.path.dirname(os.__file__)\n"
        "if not walls.wall_off((library, *walls.SHARED_LIBRARIES)): print('none'); sys.exit()\n"
        "import hashlib, zlib, random; open(os.__file__).close()\n"
        "for deed in (lambda: open('/etc/passwd'), lambda: os.mkfifo('/tmp/left-by-a-test'), lambda: os.listdir('/'),\n"
        "             lambda: os.execv('/bin/true', ['true'])):\n"
        "    try: deed()\n"
        "    except PermissionError: print('shut')"
    )
    root = str(Path(__file__).parents[2])
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", closed, root], capture_output=True, text=True, timeout=30, check=True
    ).stdout.split()
    assert told in (["none"], ["shut"] * 4)


def test_code_sees_none_of_our_environment(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FTPREP_LLM_API_KEY", "very-secret")
    result = coded(services, tmp_path, "import os\ndef main(text):\n    return {'out': ','.join(sorted(os.environ))}")
    assert set(result["outputs"]["out"].split(",")) <= {"LANG", "PATH", "LC_CTYPE"}


def test_code_has_its_time_and_memory(services: Services, tmp_path: Path) -> None:
    slow = coded(services, tmp_path, "def main(text):\n    while True: pass", limits=Limits(code_seconds=0.5))
    assert "0.5 s" in slow["error"]
    greedy = coded(services, tmp_path, "def main(text):\n    return {'out': str(len(bytearray(2 << 30)))}")
    assert "MemoryError" in greedy["error"]


def test_numbers_out_of_code_keep_difys_bounds(services: Services, tmp_path: Path) -> None:
    assert (
        coded(services, tmp_path, "def main(text):\n    return {'out': 2 ** 63 - 1}", "number")["status"] == "succeeded"
    )
    assert (
        "out of range" in coded(services, tmp_path, "def main(text):\n    return {'out': 2 ** 63}", "number")["error"]
    )
    deep = "def main(text):\n    return {'out': {'a': {'b': {'c': {'d': {'e': 1}}}}}}"
    assert "Depth limit 5" in coded(services, tmp_path, deep, "object")["error"]


def templated(services: Services, tmp_path: Path, template: str, **more: Any) -> dict[str, Any]:
    shown = {
        "id": "t", "type": "template-transform", "title": "t", "template": template,
        "variables": [{"variable": "text", "value_selector": ["start", "text"]}],
    }  # fmt: skip
    path = written(tmp_path, [start(TEXT), shown, end(out=("t", "output"))])
    return finished(run(path, services, {"text": PRIVATE}, **more))


def test_templates_render_leniently_as_in_dify(services: Services, tmp_path: Path) -> None:
    result = templated(services, tmp_path, "{{ text | upper }}|{{ absent }}|{% for n in range(3) %}{{ n }}{% endfor %}")
    assert result["outputs"] == {"out": "张三 13800000000||012"}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ text.__class__.__mro__ }}", "SecurityError"),
        ("{% if %}", "template line 1"),
        ("{{ text + 1 }}", "TypeError"),
        ("{% for n in range(5000) %}{{ 'x' * 100 }}{% endfor %}", "400000"),
        ("{{ 'x' * 10 ** 12 }}", "MemoryError"),
        ("{{ 'x' | center(3000000000) }}", "MemoryError"),
        ("{{ '%03000000000d' % 1 }}", "MemoryError"),
        ("{{ 10 ** (10 ** 10) }}", "1.5 s"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{{ '' }}{% endfor %}{% endfor %}", "1.5 s"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "1.5 s"),
        ("{{ {}[text].more }}", "UndefinedError"),
    ],
)
def test_templates_are_fenced_and_bounded(services: Services, tmp_path: Path, template: str, words: str) -> None:
    result = templated(services, tmp_path, template, limits=Limits(code_seconds=1.5))
    assert result["status"] == "failed"
    assert words in result["error"]
    assert "13800000000" not in result["error"]


@pytest.mark.parametrize("kind", ["template", "code"])
def test_a_stop_ends_a_template_and_code_in_the_middle_of_a_step(services: Services, tmp_path: Path, kind: str) -> None:
    endless = (
        code("def main():\n    return {'out': 10 ** (10 ** 10)}", {"out": "number"}, node="t")
        if kind == "code"
        else {"id": "t", "type": "template-transform", "title": "t", "template": "{{ 10 ** (10 ** 10) }}", "variables": []}
    )  # fmt: skip
    path = written(tmp_path, [start(), endless, end()])
    going = WorkflowRun(load_workflow(path), {}, services, run_id=new_id(), user="tester")
    threading.Timer(0.5, going.stop).start()
    result = finished(list(going.events()))
    assert (result["status"], result["elapsed_time"] < 3) == ("stopped", True)


def test_a_template_may_look_into_files(services: Services, tmp_path: Path, dataset: Path) -> None:
    files = {
        "variable": "files", "label": "f", "type": "file-list", "required": True, "allowed_file_types": ["custom"],
        "allowed_file_extensions": [".jsonl"], "allowed_file_upload_methods": ["local_file"],
    }  # fmt: skip
    shown = {
        "id": "t", "type": "template-transform", "title": "t", "template": "{{ files | length }} {{ files[0].filename }}",
        "variables": [{"variable": "files", "value_selector": ["start", "files"]}],
    }  # fmt: skip
    path = written(tmp_path, [start(files), shown, end(out=("t", "output"))])
    result = finished(run(path, services, {"files": [InputFile(dataset.name, dataset)]}))
    assert result["outputs"] == {"out": "1 chats.jsonl"}
