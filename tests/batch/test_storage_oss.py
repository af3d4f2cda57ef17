"""oss:// against a server of the protocol on loopback, which asks for signatures: `make test-storage`.

Credentials and endpoint come from the environment variables of Alibaba Cloud's tools alone, as users give them.
"""

from __future__ import annotations

import threading

import pytest

from batch.inputs import find_files
from batch.job import Job
from batch.recipe import load_recipe
from ftprep.errors import InputDataError
from tests.batch.far import LINES, Data, read_in_stretches
from tests.batch.oss_server import Oss
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here

pytestmark = [pytest.mark.optin, pytest.mark.filterwarnings("ignore")]
ENVIRONMENT = {"OSS_ACCESS_KEY_ID": "LTAImadeup", "OSS_ACCESS_KEY_SECRET": "hidden-secret"}


@pytest.fixture(scope="module")
def oss():
    pytest.importorskip("ossfs")
    server = Oss("chats", *ENVIRONMENT.values())
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**ENVIRONMENT, "OSS_ENDPOINT": server.url}.items():
            patch.setenv(name, value)
        yield server
    server.close()


@pytest.fixture(scope="module")
def data(oss, tmp_path_factory):
    return Data(tmp_path_factory.mktemp("oss"), "oss://chats/some data")


@pytest.mark.parametrize(("pattern", "workers"), [("in", 2), ("in/**/*", 0)])
def test_the_same_there_and_back(oss, data, pattern, workers):
    data.there_and_back(pattern, f"out-{workers}", workers)
    assert [key for method, key in oss.calls if method == "PUT"][-1].endswith("manifest.json")
    assert "POST" not in {method for method, _ in oss.calls}, "objects that grow can be seen half written"


def test_killed_while_it_writes(oss, data):
    waiting, go_on = threading.Event(), threading.Event()

    def hold(method, key):
        if method == "PUT" and key.endswith("killed/manifest.json") and not go_on.is_set():
            waiting.set()
            go_on.wait(60)
            return False
        return True

    oss.hold = hold
    data.killed_then_again("killed", lambda: waiting.wait(60), go_on.set, left=len(data.near["files"]))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OSS_ACCESS_KEY_ID", "LTAIother"),
        ("OSS_ACCESS_KEY_SECRET", "hidden-other"),
        ("OSS_ACCESS_KEY_ID", ""),
        ("OSS_ENDPOINT", ""),
    ],
)
def test_credentials_that_do_not_hold(oss, data, monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)
    process = data.started("refused")
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 1
    assert "oss://chats/some data/in" in said
    assert not any(text in said for text in ("hidden", "LTAI", str(tmp_path), "Traceback"))
    assert "OSS_ACCESS_KEY_SECRET, OSS_ENDPOINT" in said


def test_a_bucket_that_there_is_not(oss, data, tmp_path):
    with pytest.raises(InputDataError, match="oss://nowhere/in"):
        find_files(["oss://nowhere/in"])
    with pytest.raises(InputDataError, match="oss://nowhere/out could not be reached"):
        Job(load_recipe(CLEAN_ONLY), "oss://nowhere/out", Here(), scratch=tmp_path).run([f"{data.base}/in"])
    assert list(tmp_path.iterdir()) == [], "said before the work"


def test_little_more_is_read_than_is_needed(oss, data, tmp_path):
    oss.objects["some data/big.jsonl"] = LINES
    plan, work = read_in_stretches(f"{data.base}/big.jsonl", tmp_path, lambda: oss.served)
    assert 1 <= plan < 1.3
    assert 1 <= work < 2
