"""Telling good records from poor ones by what can be counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Step, operator, setting
from ftprep.ops.quality._checks import checks_of
from ftprep.ops.quality._limits import PRESETS, SOURCES, Bound, Limits, in_presets
from ftprep.ops.quality._shares import below
from ftprep.ops.quality._view import View
from ftprep.record import Record
from ftprep.text.language import CODES, guess_language, language_code, without_language


def _threshold(name: str, help: str, **rules: Any) -> Any:
    """A setting that the preset fills in, its help with the figure's source."""
    return setting(None, panel=False, help=_with_source(name, help), **rules)


def _with_source(name: str, help: str) -> str:
    """The help with where its figure is from and what each preset sets it to."""
    source = f" [{SOURCES[name]}]" if name in SOURCES else ""
    return f"{help}{source} Empty: the preset's ({in_presets(name)})."


class FilterQualityOptions(Options):
    preset: Literal["chat", "instruction", "web", "pretraining"] = setting(
        "chat",
        help="What the records are for. chat asks for no length and does not punish short acknowledgements; instruction "
        "also takes an answer whose last sentence has no end for a cut one; web looks at text as a page's, and pretraining "
        "as prose by the line and the word. Each threshold says what each preset sets it to.",
    )
    mode: Literal["drop", "label"] = setting(
        "drop",
        help="drop: poor records go to the rejects. label: every record stays, and labels.quality says what is wrong: its "
        "reasons, and in details the figure for each.",
    )
    languages: tuple[str, ...] = setting(
        (),
        help="Languages to keep, as zh, en or a common name as chinese, 中文. Empty: all. Records too short to tell stay. "
        "Takes time: a model is asked where the script does not settle it.",
    )
    min_length: int | None = setting(None, ge=0, help=_with_source("min_length", "Shortest record, in units."))
    max_length: int | None = setting(None, ge=1, help=_with_source("max_length", "Longest record, in units."))
    unit: Literal["characters", "words", "tokens"] = setting(
        "characters",
        help="What min_length and max_length count: characters without spaces, words (two Chinese characters are one), or "
        "tokens, which are estimated.",
    )
    repetition: Literal["off", "looping", "gopher"] | None = _threshold(
        "repetition",
        "Drop texts that say the same again: half of them (looping), or by Gopher's finer limits for prose, code apart.",
    )
    gibberish: bool | None = _threshold("gibberish", "Drop texts that are noise.")
    dialogue: bool | None = _threshold(
        "dialogue",
        "Drop conversations in which one side says nothing, or only blanks, characters that show nothing, or punctuation.",
    )
    echo: bool | None = _threshold(
        "echo", "Drop answers that only give the question back, a prefix as 'Question:' or a second time apart."
    )
    placeholder: bool | None = _threshold(
        "placeholder", "Drop answers such as TODO, N/A, 待补充, 暂无答案, [image], [insert … here]."
    )
    truncated: Literal["off", "sure", "likely"] | None = _threshold(
        "truncated", "Drop answers that stop in the middle: sure signs only, or also likely ones."
    )
    max_symbols: float | None = _threshold(
        "max_symbols",
        "Share of marks and symbols, code blocks apart; in chat and instruction also emoji, tables, formulas, and what was asked for.",
        ge=0,
        le=1,
    )
    max_digits: float | None = _threshold(
        "max_digits", "Share of digits; in chat and instruction not where figures were asked for.", ge=0, le=1
    )
    max_urls: float | None = _threshold("max_urls", "Share of characters in addresses.", ge=0, le=1)
    max_spaces: float | None = _threshold("max_spaces", "Share of white space.", ge=0, le=1)
    max_ellipsis_lines: float | None = _threshold("max_ellipsis_lines", "Share of lines that end in …", ge=0, le=1)
    max_bullet_lines: float | None = _threshold(
        "max_bullet_lines", "Share of lines that begin with a bullet.", ge=0, le=1
    )
    max_short_lines: float | None = _threshold("max_short_lines", "Share of short lines.", ge=0, le=1)
    min_ended_lines: float | None = _threshold("min_ended_lines", "Share of lines that end in a mark.", ge=0, le=1)
    min_word_length: float | None = _threshold("min_word_length", "Mean length of words.", ge=0)
    max_word_length: float | None = _threshold("max_word_length", "Mean length of words.", ge=0)
    min_alphabetic_words: float | None = _threshold("min_alphabetic_words", "Share of words with a letter.", ge=0, le=1)
    min_stop_words: int | None = _threshold("min_stop_words", "How many function words a text has at least.", ge=0)
    min_language_score: float | None = _threshold("min_language_score", "How sure the language must be.", ge=0, le=1)


@operator(
    "filter",
    FilterQualityOptions,
    reasons={
        "one_sided": (
            "A conversation in which the user or the assistant says nothing but blanks and punctuation.",
            "对话中用户或助手一方没有内容（空白或只有标点）。",
        ),
        "too_short": ("Empty, or shorter than the minimum length.", "内容为空，或短于最小长度。"),
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
    wanted = _wanted(options.languages)
    checks = checks_of(limits)

    def find(view: View) -> list[tuple[str, str]]:
        found = [(reason, detail) for reason, check in checks if (detail := check(view, limits)) is not None]
        if (detail := _language(view, wanted, limits)) is not None:
            found.append(("wrong_language", detail))
        return found

    def first(view: View) -> Drop | None:
        for reason, check in checks:
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
        if not found:
            return record
        return record.with_labels(quality={"reasons": [reason for reason, _ in found], "details": dict(found)})

    return drop if options.mode == "drop" else label


def _limits(options: FilterQualityOptions) -> Limits:
    limits = PRESETS[options.preset]
    given = {
        name: value
        for name in Limits.__slots__
        if name not in ("min_length", "max_length") and (value := getattr(options, name)) is not None
    }
    low, high = options.min_length, options.max_length
    if low is not None and high is not None and low > high:
        raise SettingsError(
            en=f"Settings min_length and max_length: {low} is more than {high}, so no record would stay. Exchange them.",
            zh=f"设置 min_length 与 max_length：{low} 大于 {high}，不会留下任何记录。请对调。",
        )
    for name in ("min_length", "max_length"):
        if (number := getattr(options, name)) is not None:
            given[name] = Bound(number, options.unit)
    return replace(limits, **given)


def _wanted(languages: tuple[str, ...]) -> frozenset[str]:
    unknown = [name for name in languages if not language_code(name)]
    if unknown:
        codes = ", ".join(sorted(CODES))
        raise SettingsError(
            en=f"Setting languages: {', '.join(unknown)} is no language code. Write codes, as zh, en, or a common name, as "
            f"chinese, 中文. The codes: {codes}.",
            zh=f"设置 languages：{'、'.join(unknown)} 不是语言代码。请写代码，如 zh、en，或常用名称，如 中文、chinese。可用的代码：{codes}。",
        )
    return frozenset(map(language_code, languages))


def _language(view: View, wanted: frozenset[str], limits: Limits) -> str | None:
    if not wanted:
        return None
    text = "\n".join(view.prose)
    code, score = guess_language(text)
    if not code or (code in wanted and score >= limits.min_language_score):
        return None
    if code in wanted and len(wanted) > 1 and guess_language(without_language(text, code)).code in wanted:
        return None  # in two of them
    return f"{code} {score:.2f}" if code not in wanted else f"{code} {below(score, limits.min_language_score)}"
