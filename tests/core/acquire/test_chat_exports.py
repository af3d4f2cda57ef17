"""Exports that others made, archives, and the account: no message is lost without a word."""

from __future__ import annotations

import json
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.io import Dataset
from ftprep.ops.acquire._chat.clock import guess_order, parse_time
from ftprep.ops.acquire._chat.finding import items
from ftprep.ops.acquire._chat.message import clock_text
from ftprep.ops.acquire._chat.source import Source
from ftprep.report import Report

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def messages(path: Path):
    dataset = Dataset([InputFile(path.name, path)], "", Report("import_chat"), "import_chat")
    return [item for document in dataset.documents() for item in items(Source(document))]


def run(path: Path, out: Path, **options):
    outcome = invoke("import_chat", Inputs([InputFile(path.name, path)]), options, out)
    rows = [
        json.loads(line)
        for file in outcome.files
        if file.role == "dataset"
        for line in file.path.read_text("utf-8").split("\n")
        if line.strip()
    ]
    return outcome, rows


@pytest.mark.parametrize("app", ["whatsapp", "telegram"])
def test_messages_equal_the_target(app):
    folder = DATA / "chat_exports" / "chatminer" / app
    if not folder.exists():
        pytest.skip("the exports to compare with are not beside the project")
    wanted = json.loads((folder / "target.json").read_text("utf-8"))
    files = [path for path in folder.iterdir() if path.name != "target.json"]
    got = [
        {"timestamp": clock_text(item.time), "author": item.name, "message": item.text.replace("\n", " ")}
        for path in files
        for item in messages(path)
        if item.kind == "text"
    ]
    assert sorted(got, key=lambda row: row["timestamp"]) == sorted(wanted, key=lambda row: row["timestamp"])


def test_dialogues_come_without_loss(tmp_path):
    files = sorted((DATA / "dialog_chatterbot").glob("*/*.yml"))
    if not files:
        pytest.skip("the dialogues to compare with are not beside the project")
    for number, path in enumerate(files):
        outcome, rows = run(path, tmp_path / str(number))
        wanted = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)["conversations"]  # noqa: S506 - makes nothing but texts
        assert [[turn["content"] for turn in row["messages"]] for row in rows] == wanted
        assert [row["role"] for row in rows[0]["messages"]][:2] == ["user", "assistant"]
        assert outcome.report["rejected"] == 0


SLACK = {
    "channels.json": [{"id": "C1", "name": "help"}],
    "help/2024-01-01.json": [
        {
            "type": "message",
            "subtype": "channel_join",
            "user": "U1",
            "text": "<@U1> has joined",
            "ts": "1704103200.0001",
        },
        {
            "type": "message",
            "user": "U1",
            "text": "Who can see <https://a.example|the plan>, <@U2>?",
            "ts": "1704103201.0001",
        },
        {"type": "message", "user": "U2", "text": "Everybody &amp; all", "ts": "1704103202.0001"},
        {"type": "message", "user": "U1", "text": "Late?", "ts": "1704103203.0001", "thread_ts": "1704103203.0001"},
        {"type": "message", "user": "U1", "text": "", "files": [{}], "ts": "1704103205.0001"},
    ],
    "help/2024-01-02.json": [
        {
            "type": "message",
            "user": "U2",
            "text": "By an hour",
            "ts": "1704103230.0001",
            "thread_ts": "1704103203.0001",
        },
    ],
    "users.json": [
        {"id": "U1", "name": "ann", "profile": {"display_name": "Ann", "real_name": "Ann A"}},
        {"id": "U2", "name": "bea", "real_name": "Bea B", "profile": {"display_name": ""}},
    ],
}


def slack(path: Path, files) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in files.items():
            archive.writestr(name, json.dumps(rows))
    return path


@pytest.mark.parametrize(
    "label", ["as exported", "folder around", "users without profile", "blocks beside", "bot answers", "newest first"]
)
def test_slack(tmp_path, label):
    """Threads over days are conversations of their own; names come from users.json, whichever order the zip has."""
    files = json.loads(json.dumps(SLACK))
    options = {"assistant": "Bea B", "media": "drop"}
    if label == "folder around":
        files = {f"export/{name}": rows for name, rows in files.items()}
    elif label == "users without profile":
        files["users.json"] = [{"id": "U1", "name": "Ann"}, {"id": "U2", "real_name": "Bea B"}]
    elif label == "blocks beside":
        for row in files["help/2024-01-01.json"]:
            row["blocks"] = [{"type": "rich_text", "elements": []}]
    elif label == "bot answers":
        options.pop("assistant")
        for name in ("help/2024-01-01.json", "help/2024-01-02.json"):
            for row in files[name]:
                if row["user"] == "U2":
                    row |= {"bot_id": "B2", "subtype": "bot_message"}
    elif label == "newest first":
        files["help/2024-01-01.json"].reverse()
    outcome, rows = run(slack(tmp_path / "slack.zip", files), tmp_path / "out", **options)
    talks = sorted([[turn["content"] for turn in row["messages"]] for row in rows])
    assert talks == [
        ["Ann：Late?", "By an hour"],
        ["Ann：Who can see the plan (https://a.example), @Bea B?", "Everybody & all"],
    ]
    figures = outcome.report["figures"]
    assert (figures["system"], figures["media"]) == (1, 1)


TIMES = st.integers(1_600_000_000, 1_700_000_000)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            TIMES,
            st.sampled_from("甲乙丙"),
            st.sampled_from(["好", "在吗", "[图片]", "", "a「b", "x\ny"]),
            st.sampled_from(["r", "s"]),
        ),
        max_size=40,
    ),
    st.sampled_from(["mark", "drop", "cut"]),
    st.sampled_from(["all", "pairs"]),
    st.sampled_from([0, 5, 10_000]),
)
def test_every_message_is_accounted_for(tmp_path_factory, rows, media, group, minutes):
    folder = tmp_path_factory.mktemp("account")
    path = folder / "a.json"
    path.write_text(
        json.dumps(
            [
                {"createtime": t, "sender": who, "content": text, "issender": int(who == "乙"), "room": room}
                for t, who, text, room in rows
            ]
            or [{}]
        ),
        "utf-8",
    )
    if not rows:
        return
    outcome, kept = run(path, folder / "out", media=media, group=group, session_minutes=minutes, merge_minutes=minutes)
    figures = outcome.report["figures"]
    out = sum(figures[name] for name in ("in_conversations", "one_sided", "media", "system", "recalled", "empty"))
    assert figures["messages"] == len(rows) == out
    for row in kept:
        roles = [turn["role"] for turn in row["messages"]]
        assert roles[0] == "user"
        assert roles[-1] == "assistant"
        assert all(one != other for one, other in pairwise(roles))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1700000000", 1700000000), ("1700000000.5", 1700000000.5), ("2023-11-14T22:13:20Z", 1700000000),
        ("2023-11-15T06:13:20+08:00", 1700000000), ("2023/11/14 22:13:20", 1700000000), ("2023年11月14日 22:13:20", 1700000000),
        ("14.11.2023 22:13:20", 1700000000), ("11/14/2023 10:13:20 PM", 1700000000), ("14-Nov-23 10:13 PM", 1699999980),
        ("2023-11-14 凌晨 12:13:20", 1699920800), ("2023-11-14 中午12:13:20", 1699964000), ("not a time", None), ("2023-13-45 00:00:00", None), ("", None),
    ],
)  # fmt: skip
def test_times(text, wanted):
    assert parse_time(text) == wanted


def test_the_order_of_a_date_is_told_by_what_days_there_are_and_by_their_order():
    assert guess_order([((13, 1, 24), 0, False)]) == "dmy"
    assert guess_order([((1, 13, 24), 0, False)]) == "mdy"
    assert guess_order([((2024, 31, 1), 0, False), ((2024, 1, 2), 0, False)]) == "ydm"
    assert guess_order([((1, 2, 24), 0, False), ((2, 2, 24), 0, False), ((3, 2, 24), 0, False)]) == "dmy"
    assert guess_order([((2, 1, 24), 0, False), ((2, 2, 24), 0, False), ((2, 3, 24), 0, False)]) == "mdy"


def test_the_report_says_which_columns_were_used_and_names_nobody(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sender,message,time,mood,Weather\n阿珍,在吗,1700000000,x,y\n阿强,在,1700000010,x,y\n", "utf-8")
    outcome, _ = run(path, tmp_path / "out")
    told = outcome.report["figures"]["files"][0]
    assert told == {
        "name": "a.csv",
        "format": "generic_csv",
        "messages": 2,
        "columns_used": ["sender", "message", "time"],
        "columns_left": ["mood", "Weather"],
    }
    assert "阿珍" not in json.dumps([outcome.report, outcome.text], ensure_ascii=False)
    assert any("assistant" in note["en"] for note in outcome.report["notes"])
