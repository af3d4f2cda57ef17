"""Attempts to reach what is not public: every one is refused, and no server hears of it."""

from __future__ import annotations

import gzip
import socket

import pytest
from net_server import LoopbackSite, Page

from ftprep.net import SafeFetcher
from ftprep.ports import FetchRules

RULES = FetchRules(retries=0, seconds=5)

WRITTEN = [  # as it stands in the address
    "http://127.0.0.1/", "http://127.0.0.1:22/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.01/", "http://0/", "http://0.0.0.0/",
    "http://0.0.0.0:8080/", "http://10.0.0.1/", "http://10.255.255.254/", "http://172.16.0.1/", "http://172.31.255.1/", "http://192.168.1.1/",
    "http://100.64.0.1/", "http://169.254.169.254/latest/meta-data/", "http://169.254.170.2/", "http://100.100.100.200/latest/meta-data/",
    "http://168.63.129.16/", "http://192.0.0.192/", "http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.7/", "http://203.0.113.9/",
    "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/", "http://2852039166/", "http://0xa9fea9fe/",
    "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:169.254.169.254]/", "http://[::127.0.0.1]/",
    "http://[0:0:0:0:0:0:0:1]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
    "http://[2001:db8::1]/", "http://[100::1]/", "http://１２７.０.０.１/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://127．0．0．1/",
    "http://user@93.184.216.34/", "http://user:secret@93.184.216.34/", "http://93.184.216.34@127.0.0.1/", "http://127.0.0.1#@93.184.216.34/",
    "http://127.0.0.1\\@93.184.216.34/", "http://93.184.216.34\\.evil/", "http:\\\\127.0.0.1/", "http://127.0.0.1%2f@93.184.216.34/", "http://%31%32%37.0.0.1/",
    "http://127.0.0.1\t/", "http://127.0.0.1\r\nHost: x/", " http://127.0.0.1/", "http://127.0.0.1\u200b/", "http:///", "http://", "http://:80/", "http://127.0.0.1:0/",
    "http://127.0.0.1:99999/", "ftp://93.184.216.34/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "dict://127.0.0.1:11211/", "data:text/html,x", "javascript:1",
    "//127.0.0.1/", "/etc/passwd", "jar:http://127.0.0.1!/", "HTTP://127.0.0.1/", "http://127.0.0.1./", "http://[fec0::1]/", "http://192.88.99.1/", "http://[3fff::1]/",
    "http://[2a00:1450::5efe:7f00:1]/", "http://[2a00:1450::200:5efe:a9fe:a9fe]/", "http://[::ffff:0:7f00:1]/", "http://[::ffff:0:a9fe:a9fe]/", "http://[64:ff9b:1::7f00:1]/",
    "http://[64:ff9b::c0a8:1]/", "http://[fd20:ce::254]/", "http://[2001:2::1]/", "http://[2001:10::1]/", "http://0.1.2.3/", "http://0177.1/", "http://0300.0250.0.1/", "http://10.1/",
    "http://①⑥⑨.254.169.254/", "http://１２７．１/", "http://[::7f00:1]/", "http://[::1%25lo]/", "http://[v1.x]/", "http://127.0.0.1%00.example/", "http://100.127.255.254/",
    "http://a..b/", "http://-a.example/", "http://" + "a" * 300 + ".example/",
]  # fmt: skip

NAMED = {  # by what the name resolves to
    "localhost": "127.0.0.1", "localhost.localdomain": "127.0.0.1", "ip6-localhost": "::1", "a.nip.example": "10.0.0.7",
    "metadata.google.internal": "169.254.169.254", "metadata.tencentyun.example": "169.254.0.23", "mapped.example": "::ffff:10.0.0.1",
    "zone.example": "fe80::1%1", "site.example": "fec0::2", "isatap.example": "2a00:1450::5efe:c0a8:1", "ecs.example": "169.254.170.2", "imds.example": "fd00:ec2::254", "nat64.example": "64:ff9b::a00:1", "sixtofour.example": "2002:c0a8:101::1", "router.lan": "192.168.0.1",
    "LOCALHOST": "127.0.0.1", "localhost.": "127.0.0.1", "xn--ls8h.example": "127.0.0.2", "💩.example": "127.0.0.2", "under_score.example": "172.20.0.2",
}  # fmt: skip


def looking_up(table):
    def resolve(host, port):
        try:
            address = table[host] if host in table else socket.inet_ntop(socket.AF_INET, socket.inet_aton(host))
        except OSError:
            address = host
        return [(socket.AF_INET6 if ":" in address else socket.AF_INET, address)]

    return resolve


@pytest.mark.parametrize("url", WRITTEN)
def test_refused_as_written(url, tmp_path):
    answer = SafeFetcher(looking_up({})).fetch(url, tmp_path / "out", RULES)
    assert answer.problem in ("bad_url", "refused_address")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", NAMED)
def test_refused_by_what_it_resolves_to(name, tmp_path):
    table = {key.lower().rstrip("."): value for key, value in NAMED.items()}
    table["xn--ls8h.example"] = "127.0.0.2"
    answer = SafeFetcher(looking_up(table)).fetch(f"http://{name}/", tmp_path / "out", RULES)
    assert answer.problem in ("bad_url", "refused_address")
    assert not (tmp_path / "out").exists()


def test_the_table_is_as_long_as_it_should_be():
    assert len(set(WRITTEN)) + len(NAMED) >= 130


def test_one_bad_address_among_good_ones_is_enough(tmp_path):
    def resolve(host, port):
        return [(socket.AF_INET, "93.184.216.34"), (socket.AF_INET, "10.0.0.1")]

    assert SafeFetcher(resolve).fetch("http://mixed.example/", tmp_path / "out", RULES).problem == "refused_address"


def test_rebinding_a_name_that_is_another_when_connected_to(tmp_path):
    """Public when looked up, loopback a moment later: refused at the socket, and the server hears nothing."""
    with LoopbackSite({"/": Page(b"secret")}) as site:
        answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])

        def resolve(host, port):
            return [(socket.AF_INET, next(answers))]

        answer = SafeFetcher(resolve).fetch(f"http://rebind.example:{site.port}/", tmp_path / "out", RULES)
        assert answer.problem == "refused_address"
        assert site.asked == []


def allowed(site):
    return FetchRules(allow=(f"front.example:{site.port}",), retries=0, seconds=5)


@pytest.mark.parametrize(
    "onward",
    ["http://127.0.0.1:{other}/", "http://localhost:{other}/", "//127.0.0.1:{other}/", "http://2130706433:{other}/", "http://u:p@front.example:{port}/", "file:///etc/passwd", "gopher://127.0.0.1:1/", "http://[::1]:{other}/", "http://169.254.169.254/", "http://0.0.0.0:{other}/"],
)  # fmt: skip
def test_a_redirect_is_checked_as_the_first_address_was(onward, tmp_path):
    with LoopbackSite({"/": Page(b"inner")}) as inner:
        place = onward.format(other=inner.port, port=1)
        with LoopbackSite({"/": Page(status=302, headers={"Location": place})}) as front:
            fetcher = SafeFetcher(looking_up({"front.example": "127.0.0.1", "localhost": "127.0.0.1"}))
            answer = fetcher.fetch(f"http://front.example:{front.port}/", tmp_path / "out", allowed(front))
            assert answer.problem in ("refused_address", "bad_url")
            assert len(front.asked) == 1
        assert inner.asked == []


def test_what_the_surroundings_say_of_proxies_is_not_heeded(tmp_path, monkeypatch):
    with LoopbackSite({"/": Page(b"by the proxy")}) as proxy, LoopbackSite({"/": Page(b"straight")}) as site:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.base)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        rules = FetchRules(allow=("127.0.0.1",), retries=0, seconds=5)
        assert SafeFetcher().fetch(f"{site.base}/", tmp_path / "out", rules).problem == ""
        assert (tmp_path / "out").read_bytes() == b"straight"
        refused = SafeFetcher().fetch("http://10.0.0.1/", tmp_path / "out", rules)
        assert refused.problem == "refused_address"
        assert proxy.asked == []


def test_a_server_is_reached_through_the_allow_list_alone(tmp_path):
    with LoopbackSite({"/": Page(b"hello")}) as site:
        url = f"{site.base}/"
        refused = ((), ("10.0.0.0/8",), ("127.0.0.1:1",), ("other.example",), ("::1",))
        for allow in refused:
            answer = SafeFetcher().fetch(url, tmp_path / "out", FetchRules(allow=allow, retries=0))
            assert answer.problem == "refused_address", allow
        assert site.asked == []
        for allow in (("127.0.0.1",), ("127.0.0.0/8",), (f"127.0.0.1:{site.port}",)):
            assert SafeFetcher().fetch(url, tmp_path / "out", FetchRules(allow=allow)).problem == "", allow
        assert (tmp_path / "out").read_bytes() == b"hello"


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "100.100.100.200", "168.63.129.16"])
def test_no_list_allows_metadata(address, tmp_path):
    rules = FetchRules(allow=("meta.example", "0.0.0.0/0", "::/0", address), retries=0)
    answer = SafeFetcher(looking_up({"meta.example": address})).fetch("http://meta.example/", tmp_path / "out", rules)
    assert answer.problem == "refused_address"


# What a server that is reached may do


def fetch(site, path, target, **rules):
    return SafeFetcher(sleep=lambda _: None).fetch(
        f"{site.base}{path}", target, FetchRules(allow=("127.0.0.1",), **rules)
    )


def test_redirects_end(tmp_path):
    with LoopbackSite(
        {
            "/": Page(status=302, headers={"Location": "/"}),
            "/a": Page(status=301, headers={"Location": "b"}),
            "/b": Page(b"b"),
        }
    ) as site:
        assert fetch(site, "/", tmp_path / "1", redirects=3).problem == "too_many_redirects"
        answer = fetch(site, "/a", tmp_path / "2")
        assert (answer.problem, answer.url) == ("", f"{site.base}/b")


def test_a_key_does_not_follow_a_redirect_to_another_host(tmp_path):
    with (
        LoopbackSite({"/": Page(b"x")}) as other,
        LoopbackSite({"/": Page(status=302, headers={"Location": f"{other.base}/"})}) as site,
    ):
        SafeFetcher().fetch(
            f"{site.base}/", tmp_path / "1", FetchRules(allow=("127.0.0.1",)), headers={"Authorization": "Bearer k"}
        )
        assert site.asked[0].headers["authorization"] == "Bearer k"
        assert "authorization" not in other.asked[0].headers


def test_size_packed_and_unpacked(tmp_path):
    bomb = gzip.compress(b"\0" * 50_000_000)
    with LoopbackSite({"/big": Page(b"x" * 5000), "/bomb": Page(bomb, headers={"Content-Encoding": "gzip"})}) as site:
        assert fetch(site, "/big", tmp_path / "1", max_bytes=4000).problem == "too_large"
        assert fetch(site, "/bomb", tmp_path / "2", max_bytes=1_000_000).problem == "too_large"
        assert (tmp_path / "2").stat().st_size <= 1_000_000


def test_again_where_it_may_help(tmp_path):
    states = iter([Page(status=503, headers={"Retry-After": "1"}), Page(status=500), Page(b"ok")])
    with LoopbackSite({"/": lambda _: next(states), "/gone": Page(status=404)}) as site:
        assert fetch(site, "/", tmp_path / "1").problem == ""
        assert fetch(site, "/gone", tmp_path / "2").status == 404
        assert len(site.asked) == 4


def test_cut_off_is_told_and_resumed(tmp_path):
    with LoopbackSite({"/": Page(b"0123456789", cut_after=4), "/rest": Page(b"0123456789", ranges=True)}) as site:
        assert fetch(site, "/", tmp_path / "1", retries=0).problem == "cut_off"
        (tmp_path / "2").write_bytes(b"0123")
        answer = SafeFetcher().fetch(f"{site.base}/rest", tmp_path / "2", FetchRules(allow=("127.0.0.1",)), start=4)
        assert (answer.problem, answer.size, (tmp_path / "2").read_bytes()) == ("", 10, b"0123456789")


def test_requests_to_a_host_keep_their_distance(tmp_path):
    waits = []
    with LoopbackSite({"/": Page(b"x")}) as site:
        fetcher = SafeFetcher(sleep=waits.append)
        for _ in range(3):
            fetcher.fetch(f"{site.base}/", tmp_path / "1", FetchRules(allow=("127.0.0.1",), delay=60))
    assert len(waits) == 2
    assert 50 < waits[0] <= 60 < waits[1] <= 120
