"""Telling good records from poor ones by what can be counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from ftprep.operator import Context, Drop, Options, Step, operator, setting
from ftprep.ops.quality._checks import CHECKS
from ftprep.ops.quality._limits import PRESETS, SOURCES, Bound, Limits
from ftprep.ops.quality._view import View
from ftprep.record import Record
from ftprep.text.language import guess_language


def _threshold(name: str, help: str, **rules: Any) -> Any:
    """A setting that the preset fills in, its help with the figure's source."""
    source = f" [{SOURCES[name]}]" if name in SOURCES else ""
    return setting(None, panel=False, help=f"{help}{source} Empty: the preset's.", **rules)


class FilterQualityOptions(Options):
    preset: Literal["chat", "instruction", "web", "pretraining"] = setting(
        "chat",
        help="What the records are for. chat asks for no length and does not punish short acknowledgements; instruction "
        "also finds long answers that were cut; web and pretraining measure as prose and drop lists, tables and code.",
    )
    mode: Literal["drop", "label"] = setting(
        "drop",
        help="drop: poor records go to the rejects. label: every record stays, and labels.quality says what is wrong.",
    )
    languages: tuple[str, ...] = setting(
        (),
        help="Languages to keep, as zh, en. Empty: all. Records too short to tell stay. Takes time: a model is asked "
        "where the script does not settle it.",
    )
    min_length: int | None = setting(None, ge=0, help="Shortest record, in units. Empty: the preset's.")
    max_length: int | None = setting(None, ge=1, help="Longest record, in units. Empty: the preset's.")
    unit: Literal["characters", "words", "tokens"] = setting(
        "characters",
        help="What min_length and max_length count: characters without spaces, words (two Chinese characters are one), or "
        "tokens, which are estimated.",
    )
    repetition: Literal["off", "looping", "gopher"] | None = _threshold(
        "repetition",
        "Drop texts that say the same again: half of them (looping), or by Gopher's finer limits for prose.",
    )
    gibberish: bool | None = _threshold("gibberish", "Drop texts that are noise.")
    dialogue: bool | None = _threshold("dialogue", "Drop conversations in which one side says nothing.")
    echo: bool | None = _threshold("echo", "Drop answers that only give the question back.")
    placeholder: bool | None = _threshold("placeholder", "Drop answers such as TODO, N/A, 待补充, [image].")
    truncated: Literal["off", "sure", "likely"] | None = _threshold(
        "truncated", "Drop answers that stop in the middle: sure signs only, or also likely ones."
    )
    max_symbols: float | None = _threshold("max_symbols", "Share of marks and symbols, code blocks apart.", ge=0, le=1)
    max_digits: float | None = _threshold("max_digits", "Share of digits.", ge=0, le=1)
    max_urls: float | None = _threshold("max_urls", "Share of characters in addresses.", ge=0, le=1)
    max_spaces: float | None = _threshold("max_spaces", "Share of white space.", ge=0, le=1)
    max_ellipsis_lines: float | None = _threshold("max_ellipsis_lines", "Share of lines that end in …", ge=0, le=1)
    max_bullet_lines: float | None = _threshold(
        "max_bullet_lines", "Share of lines that begin with a bullet.", ge=0, le=1
    )
    max_short_lines: float | None = _threshold("max_short_lines", "Share of short lines.", ge=0, le=1)
    min_ended_lines: float | None = _threshold("min_ended_lines", "Share of lines that end in a mark.", ge=0, le=1)
    min_word_length: float | None = _threshold("min_word_length", "Mean length of words, not Chinese.", ge=0)
    max_word_length: float | None = _threshold("max_word_length", "Mean length of words, not Chinese.", ge=0)
    min_alphabetic_words: float | None = _threshold("min_alphabetic_words", "Share of words with a letter.", ge=0, le=1)
    min_stop_words: int | None = _threshold("min_stop_words", "How many function words a text has at least.", ge=0)
    min_language_score: float | None = _threshold("min_language_score", "How sure the language must be.", ge=0, le=1)


@operator(
    "filter",
    FilterQualityOptions,
    reasons={
        "one_sided": (
            "A conversation in which the user or the assistant says nothing.",
            "对话缺少用户一方或助手一方的内容。",
        ),
        "too_short": ("Shorter than the minimum length.", "短于最小长度。"),
        "too_long": ("Longer than the maximum length.", "超过最大长度。"),
        "placeholder_answer": ("An answer that only holds the place of one.", "回答只是占位内容，如“待补充”“[图片]”。"),
        "prompt_echoed": ("An answer that gives the question back.", "回答只是重复了问题。"),
        "truncated_answer": ("The last answer stops in the middle.", "最后一个回答在中途被截断。"),
        "too_many_symbols": ("Too large a share of marks and symbols.", "标点和符号占比过高。"),
        "too_many_digits": ("Too large a share of digits.", "数字占比过高。"),
        "too_many_urls": ("Too large a share of web addresses.", "网址占比过高。"),
        "too_much_space": ("Too large a share of white space.", "空白字符占比过高。"),
        "bad_lines": (
            "Lines as of a menu or a teaser: short, bulleted, cut by an ellipsis.",
            "行的样子像菜单或摘要：过短、多为列表、以省略号结尾。",
        ),
        "unlike_prose": (
            "Words unlike prose: too short, too long, without letters or function words.",
            "用词不像正文：过短、过长、缺少字母或虚词。",
        ),
        "gibberish": ("Noise: random keys or characters.", "乱码或随意敲出的字符。"),
        "repeats_itself": ("Says the same again and again.", "内容自我重复。"),
        "wrong_language": ("In none of the languages asked for.", "不是所要求的语言。"),
    },
)
def filter_quality(options: FilterQualityOptions, context: Context) -> Step:
    """Drops or labels records of poor quality, by presets whose every threshold carries its published source.

    The first check that speaks gives the reason. Questions are not judged, save for noise: people ask as they like.
    """
    limits = _limits(options)
    wanted = frozenset(code.lower() for code in options.languages)

    def find(view: View) -> list[tuple[str, str]]:
        found = [(reason, detail) for reason, check in CHECKS if (detail := check(view, limits)) is not None]
        if (detail := _language(view, wanted, limits)) is not None:
            found.append(("wrong_language", detail))
        return found

    def first(view: View) -> Drop | None:
        for reason, check in CHECKS:
            if (detail := check(view, limits)) is not None:
                return Drop(reason, detail)
        detail = _language(view, wanted, limits)
        return None if detail is None else Drop("wrong_language", detail)

    def drop(record: Record) -> Record | Drop:
        return first(View(record)) or record

    def label(record: Record) -> Record:
        found = find(View(record))
        for reason, _ in found:
            context.report.count(reason, record.id)
        return record.with_labels(quality={"reasons": [reason for reason, _ in found]}) if found else record

    return drop if options.mode == "drop" else label


def _limits(options: FilterQualityOptions) -> Limits:
    limits = PRESETS[options.preset]
    given = {
        name: value
        for name in Limits.__slots__
        if name not in ("min_length", "max_length") and (value := getattr(options, name)) is not None
    }
    for name in ("min_length", "max_length"):
        if (number := getattr(options, name)) is not None:
            given[name] = Bound(number, options.unit)
    return replace(limits, **given)


def _language(view: View, wanted: frozenset[str], limits: Limits) -> str | None:
    if not wanted:
        return None
    code, score = guess_language(view.whole)
    if not code or (code in wanted and score >= limits.min_language_score):
        return None
    return f"{code} {score:.2f}"
