"""JSON lines on a socket, as QEMU's monitor and its agent in the guest speak them."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

_SILENT_S = 300
"""An emulated machine under load may be long in answering."""


@contextmanager
def line_to(path: Path) -> Iterator[TextIO]:
    """A conversation on that socket."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(_SILENT_S)
        line.connect(str(path))
        with line.makefile("rw", encoding="utf-8") as talk:
            yield talk


def asked(talk: TextIO, command: str, arguments: dict[str, Any], wanted: Callable[[Any], bool] = lambda _: True) -> Any:
    """What a command gives: the first answer that is wanted. Raises `RuntimeError` with its error."""
    talk.write(json.dumps({"execute": command, "arguments": arguments} if arguments else {"execute": command}) + "\n")
    talk.flush()
    while line := talk.readline():
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{command}: {answer['error']}")
        if "return" in answer and wanted(answer["return"]):
            return answer["return"]
    raise RuntimeError(f"{command}: no answer")
