"""A language model at any OpenAI-compatible endpoint (…/chat/completions), streamed, over one HTTP client.

Where the model's words come from, and what a refusal means, is said in plain words; what the server writes in an error
is not repeated, for it may quote the prompt.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from ftprep.errors import ModelError
from ftprep.record import without_surrogates
from plugin_host.engine.cancel import Switch
from plugin_host.engine.errors import ModelRefusedError

TRIES = 4
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
CONNECT_SECONDS = 10.0
READ_SECONDS = 120.0
"""Between two pieces of an answer."""

_AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))
_PLAIN_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(slots=True)
class Piece:
    """A piece of an answer. Tokens and the reason of its end come with the last ones."""

    text: str = ""
    finish_reason: str | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0


class ModelEndpoint:
    """Chat completions at `base_url`. Safe to use from many threads.

    `first_wait` is what a second try waits for (each further one twice as long), unless the server says how long.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str = "",
        model: str = "",
        *,
        read_seconds: float = READ_SECONDS,
        tries: int = TRIES,
        first_wait: float = FIRST_WAIT_SECONDS,
    ) -> None:
        self.base_url = base_url.rstrip("/").removesuffix("/chat/completions")
        self.model = model
        self._key = api_key
        self._tries = tries
        self._first_wait = first_wait
        self._counts_tokens = True
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._timeout = httpx.Timeout(read_seconds, connect=CONNECT_SECONDS)

    def __repr__(self) -> str:
        return f"ModelEndpoint({self.base_url!r}, model={self.model!r})"

    @classmethod
    def from_environment(
        cls, base_url: str | None = None, api_key: str | None = None, model: str | None = None
    ) -> ModelEndpoint | None:
        """From FTPREP_LLM_BASE_URL, _API_KEY and _MODEL where not given; None without a base URL or a model."""
        base_url = base_url or os.environ.get("FTPREP_LLM_BASE_URL", "")
        model = model or os.environ.get("FTPREP_LLM_MODEL", "")
        if not base_url or not model:
            return None
        return cls(base_url, api_key or os.environ.get("FTPREP_LLM_API_KEY", ""), model)

    def stream(
        self, messages: Sequence[Mapping[str, Any]], parameters: Mapping[str, Any], switch: Switch | None = None
    ) -> Iterator[Piece]:
        """The answer piece by piece. Tries again as long as nothing has come. Raises ModelError or StoppedError."""
        switch = switch or Switch()
        body = {**parameters, "model": self.model, "messages": list(messages), "stream": True}
        if self._counts_tokens:
            body["stream_options"] = {"include_usage": True}
        for attempt in range(self._tries):
            last = attempt == self._tries - 1
            begun = False
            try:
                for piece in self._attempt(body, switch):
                    begun = begun or bool(piece.text)
                    yield piece
            except _TryAgainError as again:
                switch.check()
                if last or begun:
                    raise again.error from None
                if again.without:
                    del body[again.without]
                switch.wait(self._wait(attempt, again.after))
            else:
                return

    def close(self) -> None:
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _wait(self, attempt: int, after: float | None) -> float:
        if after is not None:
            return min(after, LONGEST_WAIT_SECONDS)
        return min(self._first_wait * 2.0**attempt, LONGEST_WAIT_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries

    def _attempt(self, body: Mapping[str, Any], switch: Switch) -> Iterator[Piece]:
        line = _Line()
        request = self._http().build_request(
            "POST",
            f"{self.base_url}/chat/completions",
            content=_dumped(body),
            headers={
                "Content-Type": "application/json",
                **({"Authorization": f"Bearer {self._key}"} if self._key else {}),
            },
            extensions={"trace": line.trace},
        )
        with switch.calls(line.cut), contextlib.ExitStack() as stack:
            try:
                response = self._http().send(request, stream=True)
                stack.callback(response.close)
                if response.status_code != 200:
                    response.read()
                    self._refused(response, body)
                self._counts_tokens = "stream_options" in body
                if "text/event-stream" in response.headers.get("content-type", ""):
                    yield from _streamed(response)
                else:
                    yield _whole(_loaded(response.read()))
            except httpx.TimeoutException:
                switch.check()
                raise _TryAgainError(
                    en=f"The language model at {self.base_url} did not answer in time. Try again, or use a faster model.",
                    zh=f"位于 {self.base_url} 的大模型没有及时应答。请重试，或换用更快的模型。",
                ) from None
            except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
                switch.check()
                kind = type(error).__name__
                raise _TryAgainError(
                    en=f"The connection to the language model at {self.base_url} failed ({kind}). Check the address and "
                    "the network, then run again.",
                    zh=f"与位于 {self.base_url} 的大模型的连接失败（{kind}）。请检查地址和网络后重试。",
                ) from None

    def _refused(self, response: httpx.Response, body: Mapping[str, Any]) -> None:
        status = response.status_code
        code = _error_code(response.content)
        shown = f"HTTP {status}{f', {code}' if code else ''}"
        if status == 400 and "stream_options" in body:
            raise _TryAgainError(  # an older server answers without them; another refuses again, for its real reason
                en=f"The language model refused ({shown}).",
                zh=f"大模型拒绝了请求（{shown}）。",
                after=0.0,
                without="stream_options",
            )
        if status in _AGAIN:
            raise _TryAgainError(
                en=f"The language model at {self.base_url} is overloaded or out of order ({shown}). Run again later, or with "
                "fewer requests at once.",
                zh=f"位于 {self.base_url} 的大模型过载或故障（{shown}）。请稍后重试，或减少并发。",
                after=_retry_after(response),
            )
        if status in (401, 403):
            raise ModelRefusedError(
                en=f"The language model refused the key ({shown}). Check FTPREP_LLM_API_KEY.",
                zh=f"大模型拒绝了密钥（{shown}）。请检查 FTPREP_LLM_API_KEY。",
            )
        if status == 404:
            raise ModelRefusedError(
                en=f"There is no model {self.model!r} at {self.base_url} ({shown}). Check FTPREP_LLM_BASE_URL (it usually "
                "ends in /v1) and FTPREP_LLM_MODEL.",
                zh=f"{self.base_url} 上没有模型 {self.model!r}（{shown}）。请检查 FTPREP_LLM_BASE_URL（通常以 /v1 结尾）和 FTPREP_LLM_MODEL。",
            )
        if status == 402:
            raise ModelRefusedError(
                en=f"The account of the language model has no credit left ({shown}). Top it up, or set another model.",
                zh=f"大模型账户余额不足（{shown}）。请充值，或换用其他模型。",
            )
        kind = ModelRefusedError if status == 400 else ModelError
        raise kind(
            en=f"The language model refused the request ({shown}). Check the model's settings in the node.",
            zh=f"大模型拒绝了请求（{shown}）。请检查节点中的模型参数。",
        )

    def _http(self) -> httpx.Client:
        """No connection is kept for the next call: each call then has its own, which a stop can cut."""
        with self._lock:
            if self._client is None:
                self._client = httpx.Client(timeout=self._timeout, limits=httpx.Limits(max_keepalive_connections=0))
            return self._client


def request_parameters(parameters: Mapping[str, Any], stop: Sequence[str] | None = None) -> dict[str, Any]:
    """A node's completion parameters → the request's: the same names, but for the two that Dify writes as text."""
    out = {
        name: value for name, value in parameters.items() if value is not None and name not in ("json_schema", "stop")
    }
    kind = out.pop("response_format", None)
    schema = parameters.get("json_schema")
    if kind == "json_schema" and schema:
        given = json.loads(schema) if isinstance(schema, str) else dict(schema)
        out["response_format"] = {
            "type": "json_schema",
            "json_schema": given if "schema" in given else {"name": "answer", "schema": given},
        }
    elif isinstance(kind, str) and kind not in ("", "text"):
        out["response_format"] = {"type": "json_object" if kind == "json_schema" else kind}
    if stop:
        out["stop"] = list(stop)
    return out


class _TryAgainError(Exception):
    """An error that may pass: in `after` seconds where the server says so, or `without` a part of the request."""

    def __init__(self, *, en: str, zh: str, after: float | None = None, without: str = "") -> None:
        super().__init__(en)
        self.error = ModelError(en=en, zh=zh)
        self.after = after
        self.without = without


class _Line:
    """The connection of one call, known from when it is made, so that another thread can cut it."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._cut = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event in (
            "connection.connect_tcp.complete",
            "connection.start_tls.complete",
            "proxy_stream.start_tls.complete",
        ):
            found = info["return_value"].get_extra_info("socket")
            if found is not None:
                self._sockets.append(found)
                if self._cut:
                    self.cut()

    def cut(self) -> None:
        self._cut = True
        for connected in self._sockets:
            with contextlib.suppress(OSError, ValueError):
                connected.shutdown(socket.SHUT_RDWR)


def _dumped(body: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # a lone surrogate
        return json.dumps(body).encode()


def _loaded(content: bytes | str) -> Any:
    """JSON, also where a text in it holds half of a character. Raises ValueError."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return json.loads(content)


def _streamed(response: httpx.Response) -> Iterator[Piece]:
    done, held = False, ""
    for line in response.iter_lines():
        if not line.startswith("data:"):
            continue
        text = line[5:].strip()
        if text == "[DONE]":
            done = True
            break
        body = _loaded(text)
        if isinstance(body, dict) and "error" in body:
            raise _TryAgainError(
                en="The language model broke off its answer with an error.", zh="大模型在应答中途报错。"
            )
        piece = _piece(body, "delta")
        done = done or piece.finish_reason is not None
        whole = held + piece.text
        held = whole[-1:] if "\ud800" <= whole[-1:] <= "\udbff" else ""  # its other half may come with the next piece
        piece.text = without_surrogates(whole.removesuffix(held))
        yield piece
    if held:
        yield Piece(without_surrogates(held))
    if not done:
        raise _TryAgainError(
            en="The language model's answer was cut off: the connection ended before it was complete. Run again.",
            zh="大模型的应答不完整：连接提前断开。请重试。",
        )


def _whole(body: Any) -> Piece:
    if not isinstance(body, dict) or not body.get("choices"):
        raise _TryAgainError(
            en="What answered is not an OpenAI-compatible chat model. Check FTPREP_LLM_BASE_URL.",
            zh="应答方不是兼容 OpenAI 的对话模型。请检查 FTPREP_LLM_BASE_URL。",
        )
    piece = _piece(body, "message")
    piece.text = without_surrogates(piece.text)
    return piece


def _piece(body: Any, part: str) -> Piece:
    if not isinstance(body, dict):
        return Piece()
    choices = body.get("choices") or [{}]
    message = choices[0].get(part) or {}
    usage = body.get("usage") or {}
    content = message.get("content")
    if isinstance(content, list):  # some servers give parts
        content = "".join(str(item.get("text", "")) for item in content if isinstance(item, dict))
    return Piece(
        text=content or "",
        finish_reason=choices[0].get("finish_reason"),
        prompt_tokens=int(usage.get("prompt_tokens") or 0),
        completion_tokens=int(usage.get("completion_tokens") or 0),
    )


def _error_code(content: bytes) -> str:
    """The error's code or type where it is a plain word; never its message."""
    with contextlib.suppress(ValueError, AttributeError):
        error = orjson.loads(content).get("error")
        for key in ("code", "type"):
            value = error.get(key)
            if isinstance(value, str) and _PLAIN_CODE.fullmatch(value):
                return value
    return ""


def _retry_after(response: httpx.Response) -> float | None:
    with contextlib.suppress(ValueError):
        return max(float(response.headers.get("retry-after", "")), 0.0)
    return None
