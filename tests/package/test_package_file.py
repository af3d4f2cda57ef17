"""The .difypkg: which files, in which form, under which name."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from plugin_host.check import check_path
from plugin_host.package import PackageError, archive, build, cli, files
from plugin_host.package.archive import checksum
from plugin_host.package.release import named, write_release
from plugin_host.tool_yaml import ROOT


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """A small plugin with all sorts of things lying about in it."""
    root = tmp_path / "plugin"
    manifest = {
        "author": "acme",
        "name": "prep",
        "version": "1.2.3",
        "label": {"en_US": "Prep", "zh_Hans": "准备"},
        "plugins": {"tools": []},
    }
    contents = {
        "manifest.yaml": yaml.safe_dump(manifest),
        "main.py": "print()\n",
        "tools/a.py": "a = 1\n",
        "tools/__pycache__/a.cpython-312.pyc": "x",
        "ftprep/text/数.txt": "字",
        "ftprep/notes.sqlite3": "x",
        "tests/test_a.py": "x",
        "pyproject.toml": "x",
        ".env": "KEY=1",
        "customers.csv": "a secret",
        ".difyignore": (ROOT / ".difyignore").read_text("utf-8"),
    }
    for name, content in contents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return root


def test_only_the_plugins_files_sorted(plugin: Path):
    package = build(plugin)
    with zipfile.ZipFile(io.BytesIO(package.content)) as content:
        assert content.namelist() == ["ftprep/text/数.txt", "main.py", "manifest.yaml", "tools/a.py"]
        assert all(entry.compress_type == zipfile.ZIP_DEFLATED for entry in content.infolist())
        assert content.read("ftprep/text/数.txt").decode() == "字"
    assert package.filename == "acme-prep-1.2.3.difypkg"


def test_an_exclamation_mark_takes_nothing_back(plugin: Path):
    (plugin / ".difyignore").write_text("*.csv\n!customers.csv\n# tools\n tests/ \n", "utf-8")
    found = set(files.walk(plugin))
    assert "customers.csv" not in found
    assert "tests/test_a.py" not in found
    assert "tools/a.py" in found


def test_the_same_bytes_whenever_it_is_made(plugin: Path, tmp_path: Path):
    first = build(plugin)
    copy = tmp_path / "elsewhere"
    shutil.copytree(plugin, copy, copy_function=shutil.copyfile)  # new times, and no modes
    (copy / "main.py").chmod(0o755)
    assert build(copy).content == first.content


def test_the_checksum_is_the_daemons():
    one, two = b"print()\n", "名: 甲\n".encode()

    def digest(content: bytes) -> bytes:
        return hashlib.sha256(content).digest()

    by_hand = digest(digest(b"a/main.py") + digest(one) + digest(b"manifest.yaml") + digest(two))
    assert checksum({"manifest.yaml": two, "a/main.py": one}) == by_hand.hex()
    # Worked out by hand with sha256sum: one file `a` that holds `1`.
    assert checksum({"a": b"1"}) == "5c1dd494bca7b0f3d853f075f136abfc31a10fe5032ba67df3832e032dffca59"


def test_the_identifier_is_one_that_dify_reads(plugin: Path):
    assert re.fullmatch(r"acme/prep:1\.2\.3@[0-9a-f]{64}", build(plugin).identifier)
    before = build(plugin).checksum
    (plugin / "main.py").write_text("print(1)\n")
    assert build(plugin).checksum != before


def test_a_package_too_large_names_what_makes_it_so(plugin: Path, monkeypatch: pytest.MonkeyPatch):
    (plugin / "ftprep/large.txt").write_bytes(b"0" * 100_000)
    monkeypatch.setattr(archive, "MAX_UNPACKED", 50_000)
    with pytest.raises(PackageError, match=r"ftprep/large\.txt \(100,000\)"):
        build(plugin)


def test_no_manifest(tmp_path: Path):
    with pytest.raises(PackageError, match=r"manifest\.yaml"):
        build(tmp_path)


def test_workflows_are_given_the_identifier(plugin: Path):
    package = build(plugin)
    before = f"id: acme/prep:0.0.1@{'0' * 64}\nother: my-acme/prep:0.0.1@{'0' * 64}\nprovider: acme/prep/data\n"
    after = f"id: {package.identifier}\nother: my-acme/prep:0.0.1@{'0' * 64}\nprovider: acme/prep/data\n"
    assert named(before, package) == after


# The repository's own plugin.


def test_our_package():
    package = build(ROOT)
    print(f"package: {len(package.content):,} bytes, {package.unpacked:,} unpacked, {len(package.files)} files")
    assert {"manifest.yaml", "main.py", "requirements.txt", "provider/data_prep.yaml", "_assets/icon.svg"} <= set(
        package.files
    )
    assert not [name for name in package.files if name.startswith(("tests/", "plugin_host/", "workflows/"))]
    assert "pyproject.toml" not in package.files
    with zipfile.ZipFile(io.BytesIO(package.content)) as content:
        assert content.testzip() is None


def test_difyignore_alone_leaves_the_same_files():
    """So that Dify's own command packages what ours does."""
    try:
        told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git clone")
    tracked = {name for name in told.split("\0") if name and (ROOT / name).exists()}
    assert {name for name in files.walk(ROOT) if name in tracked} == tracked & set(build(ROOT).files)


def test_a_release(tmp_path: Path):
    package = build(ROOT)
    written = write_release(ROOT, package, tmp_path / "release")
    names = [str(path.relative_to(tmp_path / "release")) for path in written]
    assert names[0] == package.filename
    assert names[-1] == "README.txt"
    assert names[1:-1] == sorted(f"workflows/{path.name}" for path in (ROOT / "workflows").glob("*.yml"))
    readme = written[-1].read_text("utf-8")
    assert package.identifier in readme
    assert readme.count("FORCE_VERIFYING_SIGNATURE=false") == 2
    for path in written[1:-1]:
        text = path.read_text("utf-8")
        assert package.identifier in text
        assert f"{package.author}/{package.name}:" not in text.replace(package.identifier, "")
        assert not [finding for finding in check_path(path) if finding.severity == "error"]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """On a copy, and taking the check as passed: tests/check looks at the repository itself."""
    root = tmp_path / "copy"
    root.mkdir()
    for name in (*files.PARTS, ".difyignore", "workflows"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, root / name)
    monkeypatch.setattr(cli, "ROOT", root)
    monkeypatch.setattr(cli, "check_path", lambda _: [])
    result = CliRunner().invoke(cli.command, [])
    assert result.exit_code == 0, result.output
    package = build(root)
    assert result.output.splitlines()[-1] == package.identifier
    assert (root / "dist" / package.filename).read_bytes() == package.content
    release = root / "dist" / f"release-{package.version}"
    assert (release / package.filename).read_bytes() == package.content
    assert {path.name for path in (release / "workflows").iterdir()} == {
        path.name for path in (root / "workflows").glob("*.yml")
    }
    assert build(root).content == package.content, "what was written to dist/ is not packaged in turn"


def test_nothing_is_packaged_while_the_check_finds_errors(
    plugin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cli, "ROOT", plugin)
    result = CliRunner().invoke(cli.command, ["--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "privacy_file" in result.output
    assert not (tmp_path / "out").exists()
