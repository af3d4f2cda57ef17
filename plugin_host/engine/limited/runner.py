"""Where the child begins: one request from stdin, one answer to what was its stdout. What code prints goes nowhere.

The request holds {kind: "code" | "template", source, inputs, characters, seconds, memory, libraries}; the answer is {"result": …} or what
`telling` says of an error.
"""

from __future__ import annotations

import json
import os
import sys

from plugin_host.engine.limited import fence, walls, work
from plugin_host.engine.limited.telling import told


def serve() -> None:
    """Answers and ends the process."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    request = json.loads(sys.stdin.buffer.read())
    sys.path[:0] = request["libraries"]
    do = work.template() if request["kind"] == "template" else work.code
    del sys.path[: len(request["libraries"])]
    _close_in(request["seconds"], request["memory"])
    try:
        answer = json.dumps({"result": do(request)})
    except BaseException as error:  # noqa: BLE001 - whatever the code raises is told
        answer = json.dumps(told(error, " ".join((request["source"], *request["inputs"]))))
    out.write(answer.encode("ascii"))
    out.flush()
    os._exit(0)


def _close_in(seconds: float, memory: int) -> None:
    library = os.path.realpath(os.path.dirname(os.__file__))  # noqa: PTH120
    readable = (library, os.path.realpath("/usr/share/zoneinfo"))
    walls.wall_off((*readable, *walls.SHARED_LIBRARIES))
    walls.limit(seconds, memory)
    fence.fence(readable)
