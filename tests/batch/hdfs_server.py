"""A Hadoop cluster on loopback (LoopbackHdfs.java), and a door before its name node: `hold(method, path)` may wait, and
False breaks the line off. Data goes from and to the data node, not through the door."""

from __future__ import annotations

import re
import socket
import socketserver
import subprocess
import threading
from pathlib import Path

_MAIN = Path(__file__).with_name("LoopbackHdfs.java")
_HELLO = 7
"""Bytes of a connection's beginning: hrpc, a version, a service, how to authenticate."""
_CALL = re.compile(rb"\x0a.([a-zA-Z]+)\x12.org\.apache\.hadoop\.hdfs\.protocol\.ClientProtocol\x18\x01", re.DOTALL)
"""What stands before each call of the protocol (RequestHeaderProto of ProtobufRpcEngine.proto): its method's name."""
_QUIET = """log4j.rootLogger=ERROR,file
log4j.appender.file=org.apache.log4j.FileAppender
log4j.appender.file.file={}
log4j.appender.file.layout=org.apache.log4j.PatternLayout
log4j.appender.file.layout.ConversionPattern=%p %c{{1}} %m%n
"""


class Hadoop:
    def __init__(self, jars: Path, folder: Path) -> None:
        self.folder = folder
        for pages in ("hdfs", "datanode"):
            (folder / "classes/webapps" / pages).mkdir(parents=True)
        (folder / "classes/log4j.properties").write_text(_QUIET.format(folder / "log"), "utf-8")
        self._java = subprocess.Popen(
            ["java", "-cp", f"{folder}/classes:{jars}/*", str(_MAIN), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(folder / "said").open("wb"),
        )
        assert self._java.stdout
        said = self._java.stdout.readline()
        assert said, (folder / "said").read_text("utf-8")[-2000:]
        self.port, self.http = map(int, said.split())
        self.calls: list[tuple[str, str]] = []
        self.hold = lambda method, path: True
        self._door = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _through(self))
        self._door.daemon_threads = True
        threading.Thread(target=self._door.serve_forever, daemon=True).start()
        self.address = f"hdfs://127.0.0.1:{self._door.server_address[1]}"

    @property
    def served(self) -> int:
        """Bytes that its process has written, nearly all of them to who reads from it."""
        return int(Path(f"/proc/{self._java.pid}/io").read_text("ascii").split("wchar: ")[1].split()[0])

    def blocks(self) -> list[Path]:
        """Where the data lies on the data node's disk."""
        return [path for path in self.folder.glob("data/**/finalized/**/blk_*") if path.suffix != ".meta"]

    def close(self) -> None:
        self._door.shutdown()
        self._door.server_close()
        self._java.communicate(timeout=60)


def _through(hadoop: Hadoop) -> type[socketserver.BaseRequestHandler]:
    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", hadoop.port)) as names:
                threading.Thread(target=_answers, args=(names, self.request), daemon=True).start()
                asked = self.request.makefile("rb")
                names.sendall(asked.read(_HELLO))
                while size := asked.read(4):
                    frame = asked.read(int.from_bytes(size, "big"))
                    if not self.let_in(frame):
                        return
                    names.sendall(size + frame)

        def let_in(self, frame: bytes) -> bool:
            if not (found := _CALL.search(frame)):
                return True
            call = (found[1].decode(), _first_text(frame[found.end() :]))
            hadoop.calls.append(call)
            return hadoop.hold(*call)

    return Connection


def _answers(names: socket.socket, asking: socket.socket) -> None:
    try:
        while piece := names.recv(1 << 16):
            asking.sendall(piece)
    except OSError:
        pass  # either has gone


def _first_text(request: bytes) -> str:
    """The first field of a request with its length before it, which is the path; shorter than 128 bytes here."""
    body = request[1:] if request[0] < 128 else request[2:]
    return body[2 : 2 + body[1]].decode() if body[:1] == b"\x0a" else ""
