"""Chats of any exporter → conversations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from ftprep.errors import SettingsError
from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.acquire._chat.apps import slack_people
from ftprep.ops.acquire._chat.columns import named_columns
from ftprep.ops.acquire._chat.finding import items
from ftprep.ops.acquire._chat.message import Message, Talk, Unreadable, without_quote
from ftprep.ops.acquire._chat.sessions import Chat, Finished, Rules
from ftprep.ops.acquire._chat.source import Source
from ftprep.reading import Document
from ftprep.record import Lineage, Record, record_id
from ftprep.report import Reject

STEP = "import_chat"
_PEOPLE = ("users.json", "user.json")
_BESIDE = (
    *_PEOPLE,
    "channels.json",
    "integration_logs.json",
    "dms.json",
    "groups.json",
    "mpims.json",
    "manifest.json",
    "canvases.json",
)
_COUNT = {"type": "number"}
_TEXTS = {"type": "array", "items": {"type": "string"}}

Treatment = Literal["mark", "drop", "cut"]


class ImportChatOptions(Options):
    assistant: tuple[str, ...] = setting(
        (),
        help="Whose words the model is to learn: names or ids as they stand in the export. Empty: the account's owner "
        "where the export says who that is, else a bot, else who answers first.",
    )
    group: Literal["all", "pairs"] = setting(
        "all",
        help="Group chats. All: everybody else together is one side. Pairs: a question and its answer, by reply, mention or nearness.",
    )
    session_minutes: float = setting(60, help="A pause longer than this ends a conversation.", ge=0, le=100_000)
    merge_minutes: float = setting(
        5,
        help="One speaker's messages within this time become one turn. A later one begins a new conversation.",
        ge=0,
        le=100_000,
    )
    media: Treatment = setting(
        "cut",
        help="Pictures, voice and the like: mark keeps [图片] in the text, drop leaves them out, cut ends the conversation "
        "there, since nobody can answer what is not seen.",
    )
    columns: tuple[str, ...] = setting(
        (), help="For a table of your own: which column holds what, as text=Body, sender=Who, time=When, chat=Room."
    )
    system: Treatment = setting("drop", help="The app's own lines (joined, called, recalled).", panel=False)
    recalled: Literal["drop", "keep"] = setting(
        "drop", help="Messages taken back: they were not meant to stay.", panel=False
    )
    quotes: Literal["drop", "keep"] = setting("drop", help="The quoted message in front of an answer.", panel=False)
    max_turns: int = setting(
        100, help="Turns of one conversation; a longer one is divided.", ge=2, le=10_000, panel=False
    )


@operator(
    "source",
    ImportChatOptions,
    reasons={
        "one_sided": ("Nobody answers, or nobody asks: it is no conversation.", "只有一方说话，不成对话。"),
        "no_message": ("The row is no message, or can't be read.", "该行不是消息，或无法读取。"),
    },
    figures={
        "messages": _COUNT, "in_conversations": _COUNT, "one_sided": _COUNT, "media": _COUNT, "system": _COUNT,
        "recalled": _COUNT, "empty": _COUNT,
        "files": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "format": {"type": "string"}, "messages": _COUNT, "columns_used": _TEXTS, "columns_left": _TEXTS}}},
    },
)  # fmt: skip
def import_chat(options: ImportChatOptions, context: Context) -> Iterator[Record | Reject]:
    """Turns exports of chats into conversations: WeChat, QQ, Telegram, WhatsApp, Discord, Slack, Dify, and tables.

    What wrote a file is found by its content. A conversation is what lies between two pauses; who is the assistant, what
    becomes of pictures and of group chats can be set. Every message is in a conversation, in the rejects, or counted
    among what was left out. Speakers keep one name throughout a chat, for mask_pii to replace.
    """
    return _Import(options, context).run()


class _Import:
    def __init__(self, options: ImportChatOptions, context: Context) -> None:
        self._options = options
        self._context = context
        self._named = named_columns(options.columns)
        self._rules = Rules(
            frozenset(voice.casefold() for voice in options.assistant),
            options.group == "pairs",
            options.session_minutes * 60,
            options.merge_minutes * 60,
            options.max_turns,
        )
        self._counts: Counter[str] = Counter()
        self._files: list[dict[str, object]] = []
        self._voice_found = False

    def run(self) -> Iterator[Record | Reject]:
        people = self._people()
        slack: dict[str, Chat] = {}
        for document in self._context.dataset.documents():
            if document.name.replace("\\", "/").rpartition("/")[2] in _BESIDE:
                document.account["format"] = "about_the_chats"
                continue
            source = Source(document, people, self._named)
            found = items(source)
            form = document.account["format"]
            chats = slack if form == "slack_json" else {}
            for item in found:
                yield from self._told(document, self._item(item, chats, document))
            if chats is not slack:
                yield from self._told(document, self._end(chats, document))
            self._files.append(
                {
                    "name": document.name,
                    "format": form,
                    "messages": self._counts.pop("of_file", 0),
                    "columns_used": source.used,
                    "columns_left": source.left,
                }
            )
            last = document
        if slack:
            yield from self._told(last, self._end(slack, last))
        self._finish()

    def _people(self) -> dict[str, str]:
        """Names by id, from files that stand beside those of the messages: they may come after them."""
        names = [file.name for file in self._context.files]
        out: dict[str, str] = {}
        if any(name.endswith((*_PEOPLE, ".zip")) for name in names):
            for document in self._context.dataset.documents(told=False):
                if document.name.rpartition("/")[2] in _PEOPLE:
                    rows = [row for _, row in document.members(())]
                    for part in (rows, *rows):
                        out |= slack_people(part)
        return out

    def _told(self, document: Document, found: Iterator[Record | Reject]) -> Iterator[Record | Reject]:
        for item in found:
            document.account["read"] += 1
            document.account["rejected"] += isinstance(item, Reject)
            yield item

    def _item(
        self, item: Message | Talk | Unreadable, chats: dict[str, Chat], document: Document
    ) -> Iterator[Record | Reject]:
        if item.__class__ is Message:
            self._counts["messages"] += 1
            self._counts["of_file"] += 1
            yield from self._message(item, chats, document)
        elif isinstance(item, Talk):
            self._counts["messages"] += len(item.turns)
            self._counts["of_file"] += len(item.turns)
            self._counts["in_conversations"] += len(item.turns)
            name, content = document.name, [turn.content for turn in item.turns]
            yield Record(
                record_id(name, item.place, content), item.turns, tools=item.tools, meta=item.meta,
                lineage=Lineage(name, item.place, document.account["format"]),
            )  # fmt: skip
        elif isinstance(item, Unreadable):
            yield Reject("no_message", STEP, document.name, item.place, item.original)

    def _message(self, message: Message, chats: dict[str, Chat], document: Document) -> Iterator[Record | Reject]:
        chat = chats.get(message.chat)
        if chat is None:
            chat = chats[message.chat] = Chat(self._rules)
        kind, options = message.kind, self._options
        if kind == "text" and not message.text.strip():
            self._counts["empty"] += 1
            return
        if kind == "recalled" and options.recalled == "drop":
            self._counts["recalled"] += 1
            return
        if kind in ("media", "system"):
            treatment = options.media if kind == "media" else options.system
            if treatment != "mark":
                self._counts[kind] += 1
                if treatment == "cut":
                    yield from self._finished(chat.close(), document)
                return
        if options.quotes == "drop" and ("「" in message.text or "回复" in message.text or "引用" in message.text):
            message.text = without_quote(message.text) or message.text
        for finished in chat.add(message):
            yield self._one(finished, document)

    def _end(self, chats: dict[str, Chat], document: Document) -> Iterator[Record | Reject]:
        for chat in chats.values():
            yield from self._finished(chat.close(), document)
        if any(chat.guessed for chat in chats.values()):
            self._context.report.note(
                en=f"{document.name} does not say whose account it is: who answered first was taken for the assistant. Name them in `assistant`.",
                zh=f"{document.name} 没有说明账号主人：暂把先作答的一方当作助手。请在 assistant 中写明。",
            )

    def _finished(self, found: Iterator[Finished], document: Document) -> Iterator[Record | Reject]:
        return (self._one(finished, document) for finished in found)

    def _one(self, finished: Finished, document: Document) -> Record | Reject:
        first = finished.messages[0]
        name, form = document.name, document.account["format"]
        if not finished.answered:
            self._counts["one_sided"] += len(finished.messages)
            rows = [message.to_row() for message in finished.messages]
            return Reject("one_sided", STEP, name, first.place, {"messages": rows}, record_id(name, first.place, rows))
        self._counts["in_conversations"] += len(finished.messages)
        self._voice_found = True
        content = [turn.content for turn in finished.turns]
        return Record(
            record_id(name, first.place, content),
            finished.turns,
            meta=dict(finished.meta),
            lineage=Lineage(name, first.place, form),
        )

    def _finish(self) -> None:
        report, counts = self._context.report, self._counts
        if self._options.assistant and counts["one_sided"] and not self._voice_found:
            raise SettingsError(
                en="Setting assistant: nobody in these chats has that name or id, or nobody answers them. Write it as it stands in the export.",
                zh="设置 assistant：这些聊天里没有叫这个名字或 ID 的人，或没有与其对话的人。请按导出文件中的写法填写。",
            )
        names = ("messages", "in_conversations", "one_sided", "media", "system", "recalled", "empty")
        report.figures.update({name: counts[name] for name in names}, files=self._files)
        for name in ("media", "system", "recalled", "empty"):
            if counts[name]:
                report.count(f"{name}_left_out", times=counts[name])
