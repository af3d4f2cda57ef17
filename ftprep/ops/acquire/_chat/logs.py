"""Conversations that are divided already: Dify's annotations and logs, requests to OpenAI-like services, dialogues in YAML."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ftprep.ops.acquire._chat.columns import normal
from ftprep.ops.acquire._chat.message import Item, Talk, Unreadable
from ftprep.ops.acquire._chat.source import Source
from ftprep.ops.acquire._chat.tables import header_of
from ftprep.record import Turn
from ftprep.shapes import SHAPES, ShapeError

Row = Mapping[str, Any]
Pieces = Iterator[tuple[tuple[str, ...], Any]]
_QUESTIONS = ("question", "query", "问题", "提问")
_ANSWERS = ("answer", "content", "response", "答案", "回答")
_GROUPS = ("conversationid", "conversation", "会话id")
_MESSAGES, _SHAREGPT = SHAPES["messages"], SHAPES["sharegpt"]


def is_dify_table(source: Source) -> bool:
    names = {normal(header) for header in header_of(source.document.head(64 * 1024))[0]}
    return bool(names & set(_QUESTIONS)) and bool(names & set(_ANSWERS)) and not source.named


def read_dify_table(source: Source) -> Iterator[Item]:
    """Annotations: a question and its answer a row. Logs: rows of one conversation belong together."""
    csv.field_size_limit(16 << 20)
    headers, delimiter = header_of(source.document.head(64 * 1024))
    names = [normal(header) for header in headers]
    question, answer = _place(names, _QUESTIONS), _place(names, _ANSWERS)
    group, time = _place(names, _GROUPS), _place(names, ("createdat",))
    source.used = [headers[place] for place in (question, answer, group, time) if place >= 0]
    source.left = [header for header in headers if header not in source.used]
    rows = csv.reader((line.replace("\0", "") for line in source.document.lines()), delimiter=delimiter)
    talks: dict[str, list[tuple[str, int, list[str]]]] = {}
    past = False
    for cells in rows:
        if not past:
            past = any(cells)
        elif len(cells) != len(headers):
            if cells:
                yield Unreadable(cells, rows.line_num)
        else:
            key = cells[group] if group >= 0 and cells[group] else f"\0{rows.line_num}"
            talks.setdefault(key, []).append((cells[time] if time >= 0 else "", rows.line_num, cells))
            if group < 0:
                yield from _talks(talks, question, answer, names, headers)
                talks = {}
    yield from _talks(talks, question, answer, names, headers)


def _talks(
    talks: Mapping[str, list[tuple[str, int, list[str]]]],
    question: int,
    answer: int,
    names: list[str],
    headers: list[str],
) -> Iterator[Item]:
    for rows in talks.values():
        in_order = sorted(rows, key=lambda row: row[0]) if all(row[0] for row in rows) else rows
        turns = []
        for _, _, cells in in_order:
            if cells[question].strip():
                turns.append(Turn("user", cells[question]))
            if cells[answer].strip():
                turns.append(Turn("assistant", cells[answer]))
        if not turns:
            yield Unreadable(dict(zip(headers, rows[0][2], strict=True)), rows[0][1])
            continue
        ratings = [
            cells[place]
            for place, name in enumerate(names)
            if name.endswith("rating")
            for _, _, cells in rows
            if cells[place]
        ]
        yield Talk(turns, rows[0][1], {"rating": ratings[-1]} if ratings else {})


def _place(names: list[str], wanted: Iterable[str]) -> int:
    return next((names.index(name) for name in wanted if name in names), -1)


def is_dify_row(row: Row) -> bool:
    inner = row.get("message")
    return (("query" in row or "question" in row) and "answer" in row) or (
        isinstance(inner, Mapping) and "query" in inner and "answer" in inner
    )


def read_dify_json(source: Source, pieces: Pieces) -> Iterator[Item]:
    """The console's messages and annotations: `data`, newest last or first."""
    talks: dict[str, list[tuple[float, int, Row]]] = {}
    del source
    for place, (_, row) in enumerate(pieces, 1):
        if not isinstance(row, Mapping):
            yield Unreadable(row, place)
            continue
        inner = row.get("message")
        whole = {**row, **inner} if isinstance(inner, Mapping) else row
        if is_dify_row(whole):
            key = str(whole.get("conversation_id") or f"\0{place}")
            time = whole.get("created_at")
            talks.setdefault(key, []).append((float(time) if isinstance(time, int | float) else place, place, whole))
    for rows in talks.values():
        yield _console_talk(sorted(rows, key=lambda entry: entry[:2]))


def _console_talk(rows: list[tuple[float, int, Row]]) -> Item:
    turns = []
    meta: dict[str, Any] = {}
    for _, _, row in rows:
        question, answer = row.get("query") or row.get("question"), row.get("answer") or row.get("content")
        if isinstance(question, str) and question.strip():
            turns.append(Turn("user", question))
        if isinstance(answer, str) and answer.strip():
            turns.append(Turn("assistant", answer))
        for feedback in row.get("feedbacks") or [row.get("feedback")]:
            if isinstance(feedback, Mapping) and feedback.get("rating"):
                meta["rating"] = str(feedback["rating"])
    return Talk(turns, rows[0][1], meta) if turns else Unreadable(dict(rows[0][2]), rows[0][1])


def is_openai_row(row: Row) -> bool:
    return any(_has_messages(part) for part in _parts(row))


def _has_messages(row: Row) -> bool:
    return ("messages" in row and _MESSAGES.matches({"messages": row["messages"]})) or (
        "conversations" in row and _either(row["conversations"]) is not None
    )


def _parts(row: Row) -> Iterator[Row]:
    """The row, and what proxies and batch files wrap it in."""
    yield row
    for key in ("request", "body", "kwargs", "input", "request_body", "params"):
        inner = row.get(key)
        if isinstance(inner, Mapping):
            yield inner
            if isinstance(inner.get("body"), Mapping):
                yield inner["body"]


def read_openai(source: Source, rows: Iterable[Any]) -> Iterator[Item]:
    """A logged request and the answer to it make a conversation; so do plain lists of messages."""
    del source
    for place, row in enumerate(rows, 1):
        talk = _logged(row, place) if isinstance(row, Mapping) else None
        yield talk if talk is not None else Unreadable(row, place)


def _logged(row: Row, place: int) -> Talk | None:
    asked = next((part for part in _parts(row) if _has_messages(part)), None)
    if asked is None:
        return None
    tools = None
    try:
        if "messages" in asked:
            messages = [*asked["messages"], *_answers(row)]
            record = _MESSAGES.parse(
                {"messages": messages, "tools": asked.get("tools")} if asked.get("tools") else {"messages": messages}
            )
            turns, tools = record.turns, record.tools
        else:
            found = _either(asked["conversations"])
            if found is None:
                return None
            turns = found
    except ShapeError:
        return None
    return Talk(turns, place, tools=tools)


def _either(conversation: Any) -> list[Turn] | None:
    """WeChatMsg writes `conversations` of role and content; ShareGPT of from and value."""
    for shape, row in ((_MESSAGES, {"messages": conversation}), (_SHAREGPT, {"conversations": conversation})):
        if shape.matches(row):
            try:
                return shape.parse(row).turns
            except ShapeError:
                return None
    return None


def _answers(row: Row) -> list[Any]:
    """The model's message in a logged response."""
    for key in ("response", "output", "completion", "response_body", "result"):
        inner = row.get(key)
        if isinstance(inner, str) and inner.strip():
            return [{"role": "assistant", "content": inner}]
        if isinstance(inner, Mapping):
            body = inner.get("body")
            inner = body if isinstance(body, Mapping) else inner
            choices = inner.get("choices")
            if isinstance(choices, list) and choices and isinstance(choices[0], Mapping) and "message" in choices[0]:
                return [choices[0]["message"]]
            if inner.get("role") == "assistant":
                return [inner]
    choices = row.get("choices")
    if isinstance(choices, list) and choices and isinstance(choices[0], Mapping) and "message" in choices[0]:
        return [choices[0]["message"]]
    return []


def is_dialogue_yaml(source: Source) -> bool:
    head = f"\n{source.document.head(4096)}"
    return "\nconversations:" in head and "\n- - " in head.replace("\n  - - ", "\n- - ")


def read_dialogue_yaml(source: Source) -> Iterator[Item]:
    """ChatterBot's corpus: lists of turns, each answering the one before. Scalars stay the text that they are."""
    import yaml

    try:
        whole = yaml.load(source.document.text(), Loader=yaml.CBaseLoader)  # noqa: S506 - the base loader makes nothing but texts
    except yaml.YAMLError:
        yield Unreadable({"file": source.document.name}, 1)
        return
    topics = whole.get("categories") if isinstance(whole, Mapping) else None
    meta = {"categories": topics} if topics else {}
    for place, turns in enumerate(whole.get("conversations") or () if isinstance(whole, Mapping) else (), 1):
        texts = [_scalar(turn) for turn in turns] if isinstance(turns, list) else []
        if texts:
            yield Talk(
                [Turn("assistant" if n % 2 else "user", text) for n, text in enumerate(texts)], place, dict(meta)
            )
        else:
            yield Unreadable(turns, place)


def _scalar(value: Any) -> str:
    """`a: b` written without quotes is a mapping to YAML, and was a sentence to who wrote it."""
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_scalar(held)}" for key, held in value.items())
    return "\n".join(map(_scalar, value)) if isinstance(value, list) else str(value)
