"""Messages → conversations: sessions by time, turns by speaker, roles by whose voice the model is to learn."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ftprep.ops.acquire._chat.message import Message, clock_text, short_hash
from ftprep.record import Turn

MAX_MESSAGES = 2000
"""Of a session held in memory; a busy group without a pause is cut there."""

PAIR_MINUTES = 5
"""Within which a message without a mark of what it answers is taken to answer the one before (WeClone's default)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`voices`: names or ids that the model is to speak for, casefolded; () leaves it to the file."""

    voices: frozenset[str]
    pairs: bool
    session_seconds: float
    merge_seconds: float
    max_turns: int


@dataclass(slots=True)
class Finished:
    """A conversation, or (`answered` false) what is none: one voice alone."""

    turns: list[Turn]
    messages: Sequence[Message]
    answered: bool

    @property
    def meta(self) -> dict[str, str]:
        first, last = self.messages[0], self.messages[-1]
        out = {"chat": short_hash(first.chat)}
        if first.time is not None and last.time is not None:
            out |= {"start": clock_text(first.time), "end": clock_text(last.time)}
        return out


@dataclass(slots=True)
class _Block:
    """Messages that become one turn."""

    voice: bool
    messages: list[Message]


@dataclass(slots=True)
class Chat:
    """One chat as it goes by: the session at hand, who speaks, and under which name."""

    rules: Rules
    waiting: list[Message] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    group: bool = False
    voice: str | None = None
    """The sender taken for the voice where nobody says who it is."""
    guessed: bool = False
    _last: float | None = None

    def add(self, message: Message) -> Iterator[Finished]:
        time = message.time
        if self.waiting and (
            len(self.waiting) >= MAX_MESSAGES
            or (time is not None and self._last is not None and abs(time - self._last) > self.rules.session_seconds)
        ):
            yield from self.close()
        if time is not None:
            self._last = time
        if message.sender not in self.names:
            self.names[message.sender] = message.name or ""
            self.group = self.group or message.group or len(self.names) > 2
        elif not self.names[message.sender]:
            self.names[message.sender] = message.name
        self.waiting.append(message)

    def close(self) -> Iterator[Finished]:
        """Ends the session."""
        session, self.waiting = self.waiting, []
        if not session:
            return
        if (session[0].time or 0) > (session[-1].time or 0):
            session.reverse()
        if any(
            later.time < earlier.time
            for earlier, later in itertools.pairwise(session)
            if earlier.time is not None and later.time is not None
        ):
            session.sort(key=lambda message: message.time or 0)
        is_voice = self._voices(session)
        if self.rules.pairs and self.group:
            yield from self._pairs(session, is_voice)
        else:
            yield from self._whole(session, is_voice)

    def _voices(self, session: Sequence[Message]) -> Callable[[Message], bool]:
        voices = self.rules.voices
        if voices:
            return lambda m: (
                m.sender.casefold() in voices
                or m.name.casefold() in voices
                or (m.owner is True and bool(voices & _OWNER))
            )
        if any(message.owner is not None for message in session):
            return lambda message: message.owner is True
        if any(message.bot for message in session):
            return lambda message: message.bot
        if self.voice is None:
            self.voice = next((message.sender for message in session if message.sender != session[0].sender), None)
            self.guessed = self.guessed or self.voice is not None
        return lambda message: message.sender == self.voice

    def _whole(self, session: Sequence[Message], is_voice: Callable[[Message], bool]) -> Iterator[Finished]:
        """All who are not the voice are one side; a later message of the side that spoke last is a new beginning."""
        run: list[_Block] = []
        for message in session:
            voice = is_voice(message)
            if run and run[-1].voice is voice:
                if self._near(run[-1].messages[-1], message):
                    run[-1].messages.append(message)
                    continue
                yield from self._run(run)
                run = []
            elif len(run) >= self.rules.max_turns and not voice:
                yield from self._run(run)
                run = []
            run.append(_Block(voice, [message]))
        yield from self._run(run)

    def _near(self, earlier: Message, later: Message) -> bool:
        if earlier.time is None or later.time is None:
            return True
        return later.time - earlier.time <= self.rules.merge_seconds

    def _run(self, run: list[_Block]) -> Iterator[Finished]:
        """A conversation from the first question to the last answer; what stands before and behind is none."""
        first = next((place for place, block in enumerate(run) if not block.voice), len(run))
        last = max((place for place, block in enumerate(run) if block.voice), default=-1)
        if last < first:
            first, last = len(run), len(run) - 1
        for blocks, answered in ((run[:first], False), (run[first : last + 1], True), (run[last + 1 :], False)):
            if blocks:
                turns = [self._turn(block) for block in blocks]
                yield Finished(turns, [message for block in blocks for message in block.messages], answered)

    def _turn(self, block: _Block) -> Turn:
        senders = dict.fromkeys(message.sender for message in block.messages)
        if not block.voice and (len(senders) > 1 or self.group):
            text = "\n".join(f"{self._name(message)}：{message.text}" for message in block.messages)
        else:
            text = "\n".join(message.text for message in block.messages)
        name = self._name(block.messages[0]) if len(senders) == 1 else ""
        return Turn("assistant" if block.voice else "user", text, name=name or None)

    def _name(self, message: Message) -> str:
        """The same name for the same sender throughout the chat."""
        known = self.names.get(message.sender, "")
        return known or ("" if message.sender.startswith("\0") else message.sender)

    def _pairs(self, session: Sequence[Message], is_voice: Callable[[Message], bool]) -> Iterator[Finished]:
        """A group chat as questions and answers: what an answer is to is told by a reply, a mention, or nearness."""
        taken: set[int] = set()
        by_id = {message.id: place for place, message in enumerate(session) if message.id}
        place = 0
        while place < len(session):
            if not is_voice(session[place]):
                place += 1
                continue
            answers = [place]
            while (
                place + 1 < len(session)
                and is_voice(session[place + 1])
                and self._near(session[place], session[place + 1])
            ):
                if session[place + 1].reply_to and session[place + 1].reply_to != session[answers[0]].reply_to:
                    break
                place += 1
                answers.append(place)
            asked = self._asked(session, answers[0], is_voice, by_id)
            place += 1
            if asked and not taken & {*asked, *answers}:
                taken |= {*asked, *answers}
                question = Turn(
                    "user", "\n".join(session[n].text for n in asked), name=self._name(session[asked[0]]) or None
                )
                answer = Turn(
                    "assistant",
                    "\n".join(session[n].text for n in answers),
                    name=self._name(session[answers[0]]) or None,
                )
                yield Finished([question, answer], [session[n] for n in (*asked, *answers)], answered=True)
        rest = [message for n, message in enumerate(session) if n not in taken]
        if rest:
            yield Finished([], rest, answered=False)

    def _asked(
        self, session: Sequence[Message], answer: int, is_voice: Callable[[Message], bool], by_id: dict[str, int]
    ) -> list[int]:
        message = session[answer]
        found = by_id.get(message.reply_to, -1) if message.reply_to else -1
        if found < 0:
            earlier = range(answer - 1, -1, -1)
            found = next(
                (
                    n
                    for n in earlier
                    if not is_voice(session[n])
                    and f"@{self._name(session[n])}" in message.text
                    and self._name(session[n])
                ),
                -1,
            )
        if found < 0:
            before = session[answer - 1] if answer else None
            near = before is not None and (
                before.time is None or message.time is None or message.time - before.time <= PAIR_MINUTES * 60
            )
            found = answer - 1 if near else -1
        if found < 0 or found >= answer or is_voice(session[found]):
            return []
        asked = [found]
        while (
            asked[0] > 0
            and session[asked[0] - 1].sender == session[found].sender
            and self._near(session[asked[0] - 1], session[asked[0]])
        ):
            asked.insert(0, asked[0] - 1)
        return asked


_OWNER = frozenset(("我", "me", "owner", "self"))
