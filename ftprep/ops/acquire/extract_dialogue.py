"""Novels → conversations in which the model plays a character."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ftprep.errors import InputDataError, SettingsError
from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.acquire._novel.parts import Paragraph, Quotation
from ftprep.ops.acquire._novel.quotations import paragraphs
from ftprep.ops.acquire._novel.speakers import Cast, attribute
from ftprep.ops.acquire._text.pieces import sentences
from ftprep.record import Lineage, Record, Turn, record_id
from ftprep.report import Reject

STEP = "extract_dialogue"
_COUNT = {"type": "number"}
_SAYS_WHO = re.compile(
    r"名叫|叫做|是[一个位名]|身穿|穿着|生得|长得|年纪|性子|脾气|为人|\b(?:was|is) (?:a|an|the)\b|\bwore\b|years old|known for"
)
_PERSONA = 400
"""Characters of a persona at most."""


class ExtractDialogueOptions(Options):
    character: str = setting("", help="Whom the model is to play. Empty: who speaks most in each text.")
    context: bool = setting(
        True, help="Keeps the narration between two quotations, in brackets, in front of what the others say."
    )
    confidence: float = setting(
        0.6, help="Conversations with a speaker less sure than this are split off as doubtful.", ge=0, le=1
    )
    scene_gap: int = setting(4, help="So many paragraphs without speech end a conversation.", ge=1, le=100)
    persona: bool = setting(True, help="Writes a system prompt from what the text says of the character.", panel=False)


@operator(
    "source",
    ExtractDialogueOptions,
    reasons={
        "doubtful_speaker": ("Somebody in it is not surely the speaker: for a model or for people to decide.", "其中有说话人不确定，宜交给模型或人工判断。"),
        "character_silent": ("The character does not answer anybody in it.", "该角色在这段对话中没有应答。"),
        "no_speech": ("The text holds no quotation.", "文中没有引语。"),
    },
    variables={"characters": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "quotations": _COUNT}}, "description": "Who speaks how often, the most first."}},
    figures={"quotations": _COUNT, "explicit": _COUNT, "pronoun": _COUNT, "paragraph": _COUNT, "turns": _COUNT, "unknown": _COUNT},
)  # fmt: skip
def extract_dialogue(options: ExtractDialogueOptions, context: Context) -> Iterator[Record | Reject]:
    """Takes the dialogues out of novels and stories, and makes role-play conversations for one character.

    Quotations in every style are found, and who speaks each: told outright, by a pronoun, by whose paragraph it is, or
    by turns; each with how sure that is. A conversation is what lies within one scene. Doubtful ones are split off.
    """
    counts: Counter[str] = Counter()
    people: Counter[str] = Counter()
    met = False
    for document in context.dataset.documents():
        document.account["format"] = "novel"
        found = list(paragraphs(document.text()))
        if not any(paragraph.quotations for paragraph in found):
            document.account |= {"read": 1, "rejected": 1}
            yield Reject("no_speech", STEP, document.name, 1, {"source": document.name, "paragraphs": len(found)})
            continue
        cast = attribute(found)
        spoken = [quotation for paragraph in found for quotation in paragraph.quotations]
        counts.update(quotation.kind or "unknown" for quotation in spoken)
        here = Counter(quotation.speaker for quotation in spoken if quotation.speaker)
        people += here
        who = _character(options.character, cast, here)
        met = met or bool(who)
        if who:
            for item in _Play(
                options, document.name, who, _persona(found, cast, who) if options.persona else ""
            ).conversations(found):
                document.account["read"] += 1
                document.account["rejected"] += isinstance(item, Reject)
                yield item
    if not met and options.character and people:
        raise SettingsError(
            en="Setting character: nobody of that name speaks in the text. Leave it empty for who speaks most; `characters` lists who does.",
            zh="设置 character：文中没有这个名字的说话人。留空则取说话最多的角色；characters 列出了各角色。",
        )
    if not people and not counts and not context.report.inputs:
        raise InputDataError(en="No text was given.", zh="没有收到正文。")
    context.variables["characters"] = [{"name": name, "quotations": count} for name, count in people.most_common(50)]
    context.report.figures.update(
        {
            "quotations": counts.total(),
            **{kind: counts[kind] for kind in ("explicit", "pronoun", "paragraph", "turns", "unknown")},
        }
    )


def _character(wanted: str, cast: Cast, spoke: Counter[str]) -> str:
    if not wanted.strip():
        return spoke.most_common(1)[0][0] if spoke else ""
    name = wanted.strip()
    name = cast.names.get(name, name)
    return name if name in spoke else ""


def _persona(found: Sequence[Paragraph], cast: Cast, who: str) -> str:
    """What the narration says of the character, in its own sentences."""
    names = [name for name, person in cast.names.items() if person == who]
    said: list[str] = []
    for paragraph in found:
        for sentence in sentences(paragraph.told):
            if (
                _SAYS_WHO.search(sentence)
                and any(name in sentence for name in names)
                and sum(map(len, said)) + len(sentence) < _PERSONA
            ):
                said.append(sentence.strip())
    about = ("" if cast.chinese else " ").join(said)
    return f"你是{who}。{about}" if cast.chinese else f"You are {who}. {about}".strip()


class _Play:
    def __init__(self, options: ExtractDialogueOptions, source: str, who: str, persona: str) -> None:
        self._options = options
        self._source = source
        self._who = who
        self._persona = persona

    def conversations(self, found: Sequence[Paragraph]) -> Iterator[Record | Reject]:
        for scene in self._scenes(found):
            yield from self._scene(scene)

    def _scenes(self, found: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
        scene: list[Paragraph] = []
        silent = 0
        for paragraph in found:
            silent = 0 if paragraph.quotations else silent + 1
            if scene and (silent >= self._options.scene_gap or paragraph.chapter != scene[-1].chapter):
                yield scene
                scene = []
            if scene or paragraph.quotations:
                scene.append(paragraph)
        if scene:
            yield scene

    def _scene(self, scene: Sequence[Paragraph]) -> Iterator[Record | Reject]:
        spoken = [quotation for paragraph in scene for quotation in paragraph.quotations]
        if not spoken:
            return
        turns = self._turns(scene)
        first = next((place for place, turn in enumerate(turns) if turn.role == "user"), len(turns))
        last = max((place for place, turn in enumerate(turns) if turn.role == "assistant"), default=-1)
        sure = min(quotation.confidence for quotation in spoken)
        place = spoken[0].paragraph
        rows = [
            {"name": q.speaker, "text": q.text, "how": q.kind or "unknown", "confidence": q.confidence} for q in spoken
        ]
        identity = record_id(self._source, place, rows)
        if last < first or not any(q.speaker == self._who for q in spoken):
            yield Reject("character_silent", STEP, self._source, place, {"quotations": rows}, identity)
            return
        if sure < self._options.confidence:
            yield Reject("doubtful_speaker", STEP, self._source, place, {"quotations": rows}, identity, f"{sure:.2f}")
            return
        kept = turns[first : last + 1]
        system = [Turn("system", self._persona)] if self._persona else []
        labels = {"confidence": round(sure, 2), "speakers": [[q.kind, q.confidence] for q in spoken]}
        meta = {"character": self._who, "chapter": scene[0].chapter, "paragraph": place}
        yield Record(
            identity, [*system, *kept], labels=labels, meta=meta, lineage=Lineage(self._source, place, "novel")
        )

    def _turns(self, scene: Sequence[Paragraph]) -> list[Turn]:
        turns: list[Turn] = []
        speakers: list[str] = []
        told = ""
        others = len({q.speaker for paragraph in scene for q in paragraph.quotations} - {self._who, ""})
        for paragraph in scene:
            if not paragraph.quotations:
                told += paragraph.told
            for quotation in paragraph.quotations:
                self._add(turns, speakers, quotation, told if self._options.context else "", many=others > 1)
                told = ""
        return turns

    def _add(self, turns: list[Turn], speakers: list[str], quotation: Quotation, told: str, *, many: bool) -> None:
        role = "assistant" if quotation.speaker == self._who else "user"
        same = bool(speakers) and speakers[-1] == quotation.speaker
        text = quotation.text
        if role == "user" and many and quotation.speaker and not same:
            text = f"{quotation.speaker}：{text}"
        if told.strip() and role == "user":
            text = f"（{told.strip()}）\n{text}"
        if turns and turns[-1].role == role:
            glue = "\n" if not same else "" if turns[-1].content[-1:] in "，。！？…" else " "
            turns[-1] = turns[-1].with_content(f"{turns[-1].content}{glue}{text}")
        else:
            turns.append(Turn(role, text, name=quotation.speaker or None))
        speakers.append(quotation.speaker)
