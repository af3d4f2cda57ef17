"""What models and servers lay around a reply, taken off: thoughts, a chat template's marks, escaping of the whole."""

from __future__ import annotations

import html
import re

_INVISIBLE = str.maketrans("", "", "\ufeff\u200b\u2060\x00")
_THOUGHT = re.compile(r"\s*<(think|thinking|thought|reasoning|analysis)>", re.IGNORECASE)
_THOUGHT_END = re.compile(r"</(?:think|thinking|thought|reasoning|analysis)>", re.IGNORECASE)
_FINAL = re.compile(r"<\|channel\|>\s*final[^<\n]{0,40}<\|message\|>")
_MARK = re.compile(r"<\|[a-z_]{2,24}\|>(?:(?:assistant|system|user)\n)?|</?s>|\[/?INST\]")
_ENTITY_JSON = re.compile(r"[{\[]\s*(?:&quot;|&#34;|&#x22;|&#39;|&apos;)")
_PLAIN_JSON = re.compile(r"[{\[,]\s*[\"']")
_ESCAPED_JSON = re.compile(r"\{(?:\s|\\n|\\t|\\r)*\\\"")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def unwrapped(text: str) -> str:
    """The reply proper."""
    text = _without_thoughts(text.translate(_INVISIBLE).replace("\r\n", "\n"))
    if final := list(_FINAL.finditer(text)):
        text = text[final[-1].end() :]
    if _ENTITY_JSON.search(text) and not _PLAIN_JSON.search(text):
        text = html.unescape(text)
    if _ESCAPED_JSON.search(text) and not _PLAIN_JSON.search(text):
        text = _ESCAPED.sub(
            lambda match: {"n": "\n", "t": "\t", "r": "\n"}.get(match[1], match[1]), text.strip().strip('"')
        )
    if "}\\n{" in text:
        text = text.replace("}\\n{", "}\n{")
    return text


def without_marks(text: str) -> str:
    """Labelled text without a chat template's marks: what comes after the end of the turn is not the model's."""
    for mark in ("<|im_end|>", "<|eot_id|>", "<|endoftext|>", "</s>"):
        text = text.partition(mark)[0] if not text.startswith(mark) else text
    return _MARK.sub("", text)


def _without_thoughts(text: str) -> str:
    """Thoughts come first. Some templates leave out the opening mark; one that is never closed is all thought."""
    end = _THOUGHT_END.search(text)
    if _THOUGHT.match(text):
        return text[end.end() :] if end else ""
    if end and (end.start() == 0 or text[end.start() - 1] == "\n"):
        return text[end.end() :]
    return text
