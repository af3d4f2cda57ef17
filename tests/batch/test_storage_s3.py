"""s3:// against a server of the protocol on loopback, which asks for signatures: `make test-storage`.

Credentials and address come from the environment variables of AWS alone, as users give them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest
import requests

from batch.inputs import find_files
from batch.job import Job
from batch.recipe import load_recipe
from ftprep.errors import InputDataError
from tests.batch.far import LINES, ROOT, Data, read_in_stretches
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here

pytestmark = [pytest.mark.optin, pytest.mark.filterwarnings("ignore")]
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


class S3:
    """The server, and a door before it: `hold(method, path)` may wait, and False breaks the line off."""

    def __init__(self) -> None:
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server

        self.calls: list[tuple[str, str]] = []
        self.served = 0
        self.hold = lambda method, path: True
        behind = DomainDispatcherApplication(create_backend_app)

        def door(environ, start_response):
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            self.calls.append((method, path))
            if not self.hold(method, path):
                start_response("500 broken", [])
                return [b""]
            body = list(behind(environ, start_response))
            self.served += sum(map(len, body)) if method == "GET" else 0
            return body

        self._server = make_server("127.0.0.1", 0, door, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()

    def ask_for_signatures(self) -> None:
        asked = requests.post(
            f"{self.url}/moto-api/reset-auth", b"0", headers={"Content-Type": "text/plain"}, timeout=60
        )
        asked.raise_for_status()


@pytest.fixture(scope="module")
def environment():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def s3(environment):
    pytest.importorskip("s3fs")
    boto3 = pytest.importorskip("boto3")
    server = S3()
    for name, value in (
        ("AWS_ENDPOINT_URL", server.url),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        *((k, "-") for k in KEYS),
    ):
        environment.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="chats")
    iam = boto3.client("iam")
    iam.create_user(UserName="somebody")
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}]}
    iam.put_user_policy(UserName="somebody", PolicyName="s3", PolicyDocument=json.dumps(allowed))
    key = iam.create_access_key(UserName="somebody")["AccessKey"]
    server.ask_for_signatures()
    for name, value in zip(KEYS, (key["AccessKeyId"], key["SecretAccessKey"]), strict=True):
        environment.setenv(name, value)
    yield server
    server.close()


@pytest.fixture(scope="module")
def data(s3, tmp_path_factory):
    return Data(tmp_path_factory.mktemp("s3"), "s3://chats/some data")


@pytest.mark.parametrize(("pattern", "workers"), [("in", 2), ("in/**/*", 0)])
def test_the_same_there_and_back(s3, data, pattern, workers):
    data.there_and_back(pattern, f"out-{workers}", workers)


def test_the_manifest_comes_last(s3, data):
    written = [path for method, path in s3.calls if method == "PUT" and "/out-0/" in path]
    assert written[-1].endswith("manifest.json")
    manifest = json.loads(data.system.cat_file(f"{data.root}/out-0/manifest.json"))
    assert len(written) == len(manifest["files"]) + 2, "those, the manifest, and what tells that one may write"


@pytest.mark.parametrize("after", [0, 2])
def test_killed_while_it_writes(s3, data, after):
    waiting, go_on, place = threading.Event(), threading.Event(), f"killed-{after}"
    put: list[str] = []

    def hold(method, path):
        if method == "PUT" and f"/{place}/" in path and not path.endswith("_writable") and not go_on.is_set():
            put.append(path)
            if len(put) > after:
                waiting.set()
                go_on.wait(60)
                return False
        return True

    s3.hold = hold
    data.killed_then_again(place, lambda: waiting.wait(60), go_on.set, left=after)


@pytest.mark.parametrize("wrong", [("AKIAUNKNOWN", "hidden/secret"), (None, "hidden/secret"), ("", "")])
def test_credentials_that_do_not_hold(s3, data, monkeypatch, tmp_path, wrong):
    """An unknown key, a wrong secret, none at all."""
    for name, value in zip(KEYS, wrong, strict=True):
        if value == "":
            monkeypatch.delenv(name)
        elif value is not None:
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    process = data.started("refused")
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 1
    assert len(said.strip().splitlines()) == 1, said
    assert "无法访问 s3://chats/some data/in" in said
    assert "AWS_ACCESS_KEY_ID" in said
    assert not any(text in said for text in ("hidden", "AKIA", str(tmp_path), "Traceback"))


def test_a_bucket_that_there_is_not(s3, data, tmp_path):
    with pytest.raises(InputDataError, match="nothing at s3://nowhere/in"):
        find_files(["s3://nowhere/in"])
    with pytest.raises(InputDataError, match=r"s3://nowhere/out could not be reached \(FileNotFoundError\)"):
        Job(load_recipe(CLEAN_ONLY), "s3://nowhere/out", Here(), scratch=tmp_path).run([f"{data.base}/in"])
    assert ("PUT", "/nowhere") not in s3.calls, "none is made"
    assert list(tmp_path.iterdir()) == [], "said before the work"


def test_nobody_listens(s3, data, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    process = data.started("nobody")
    said = process.communicate(timeout=120)[1]
    assert "could not be reached (EndpointConnectionError)" in said
    assert "Traceback" not in said


def test_little_more_is_read_than_is_needed(s3, data, tmp_path):
    data.system.pipe_file(f"{data.root}/big.jsonl", LINES)
    plan, work = read_in_stretches(f"{data.base}/big.jsonl", tmp_path, lambda: s3.served)
    assert 1 <= plan < 1.3
    assert 1 <= work < 2


def test_from_the_command_line(s3, data):
    """As a person types it: a pool, and the shards that the size asks for."""
    command = [sys.executable, "-m", "plugin_host.cli", "batch", str(CLEAN_ONLY), "--workers", "1"]
    near = [*command, "-i", str(data.folder / "near in"), "-o", str(data.folder / "near typed")]
    far = [*command, "-i", f"{data.base}/in", "-o", f"{data.base}/typed", "--scratch", str(data.folder / "scratch")]
    for words in (near, far):
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith(f"{data.base}/typed/manifest.json: ")
    data.same_at("typed", "near typed")


def test_changed_content_is_another_input(s3, data):
    at = f"{data.base}/changed.jsonl"
    for content in (b'{"text": "a"}', b'{"text": "b"}'):
        data.system.pipe_file(at, content)
    (before,) = find_files([at])[0]
    data.system.pipe_file(at, b'{"text": "c"}')
    (after,) = find_files([at])[0]
    assert before.size == after.size
    assert before.mark != after.mark
