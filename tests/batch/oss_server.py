"""A server of Alibaba Cloud's OSS protocol on loopback, as far as a batch needs it, which asks for signatures (version 1).

https://www.alibabacloud.com/help/en/oss/developer-reference/list-of-operations-by-function
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape

_SIGNED = ("bucketInfo", "objectMeta", "append", "position", "uploads", "uploadId", "partNumber")
"""Parameters that are part of what is signed."""


class Oss:
    """`objects` by key of one bucket; `hold(method, key)` may wait, and False breaks the line off."""

    def __init__(self, bucket: str, key: str, secret: str) -> None:
        self.bucket, self.key, self.secret = bucket, key, secret
        self.objects: dict[str, bytes] = {}
        self.served = 0
        self.calls: list[tuple[str, str]] = []
        self.hold: Callable[[str, str], bool] = lambda method, key: True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def signature(self, method: str, path: str, query: dict[str, str], headers: dict[str, str]) -> str:
        own = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers) if name.startswith("x-oss-"))
        asked = [f"{name}={query[name]}" if query[name] else name for name in sorted(query) if name in _SIGNED]
        resource = path + ("?" + "&".join(asked) if asked else "")
        lines = [method, *(headers.get(name, "") for name in ("content-md5", "content-type", "date")), own + resource]
        digest = hmac.new(self.secret.encode(), "\n".join(lines).encode(), hashlib.sha1).digest()
        return base64.b64encode(digest).decode()

    def listed(self, prefix: str, delimiter: str, most: int, after: str) -> str:
        """ListObjects: keys, or what they have in common up to the delimiter, in pages."""
        entries: dict[str, str] = {}
        for key in sorted(self.objects):
            if key.startswith(prefix):
                head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else ("", "", "")
                entries.setdefault(prefix + head + found if found else key, key)
        page = [entry for entry in entries if entry > after]
        rows = [self._row(entry) for entry in page[:most]]
        more = len(page) > most
        following = f"<NextMarker>{_coded(page[most - 1])}</NextMarker>" if more else ""
        return f"<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>{str(more).lower()}</IsTruncated>{following}{''.join(rows)}</ListBucketResult>"

    def _row(self, entry: str) -> str:
        if entry not in self.objects:
            return f"<CommonPrefixes><Prefix>{_coded(entry)}</Prefix></CommonPrefixes>"
        content = self.objects[entry]
        return (
            f"<Contents><Key>{_coded(entry)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>{_mark(content)}</ETag>"
            f"<Type>Normal</Type><Size>{len(content)}</Size><StorageClass>Standard</StorageClass></Contents>"
        )


def _coded(key: str) -> str:
    return escape(quote(key))


def _mark(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest().upper()}"'


def _handler(oss: Oss) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one arm for each operation
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            split = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(split.query, keep_blank_values=True).items()}
            path = unquote(split.path)
            bucket, _, key = path[1:].partition("/")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            oss.calls.append((self.command, key))
            headers = {name.lower(): value for name, value in self.headers.items()}
            given, _, signature = headers.get("authorization", "").removeprefix("OSS ").partition(":")
            if not oss.hold(self.command, key):
                self.close_connection = True
            elif given != oss.key:
                self.refuse(403, "InvalidAccessKeyId" if given else "AccessDenied")
            elif signature != oss.signature(self.command, f"/{bucket}/{key}", query, headers):
                self.refuse(403, "SignatureDoesNotMatch")
            elif bucket != oss.bucket:
                self.refuse(404, "NoSuchBucket")
            elif not key:
                self.of_bucket(query)
            else:
                self.of_object(key, query, body)

        def of_bucket(self, query: dict[str, str]) -> None:
            if "bucketInfo" in query:
                said = f"<BucketInfo><Bucket><Name>{oss.bucket}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket></BucketInfo>"
            else:
                names = ("prefix", "delimiter", "marker")
                prefix, delimiter, after = (query.get(name, "") for name in names)
                said = oss.listed(prefix, delimiter, min(3, int(query.get("max-keys") or 100)), after)
            self.say(200, said.encode(), {"Content-Type": "application/xml"})

        def of_object(self, key: str, query: dict[str, str], body: bytes) -> None:
            if self.command == "PUT":
                oss.objects[key] = body
                self.say(200, b"", {"ETag": _mark(body)})
            elif self.command == "DELETE":
                oss.objects.pop(key, None)
                self.say(204)
            elif key not in oss.objects:
                self.refuse(404, "NoSuchKey")
            else:
                self.give(oss.objects[key])

        def give(self, content: bytes) -> None:
            asked = self.headers.get("Range", "").removeprefix("bytes=")
            start, _, end = asked.partition("-")
            part = content[int(start or 0) : int(end) + 1 if end else None]
            oss.served += len(part)
            at = (
                {"Content-Range": f"bytes {start or 0}-{int(start or 0) + len(part) - 1}/{len(content)}"}
                if asked
                else {}
            )
            self.say(
                206 if asked else 200, part, {**at, "ETag": _mark(content), "Last-Modified": formatdate(usegmt=True)}
            )

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - what http.server looks for

        def refuse(self, status: int, code: str) -> None:
            said = f"<Error><Code>{code}</Code><Message>{code} {oss.secret}</Message><RequestId>1</RequestId></Error>"
            self.say(status, said.encode(), {"Content-Type": "application/xml"})

        def say(self, status: int, content: bytes = b"", headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {**(headers or {}), "x-oss-request-id": "1"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    return Handler
