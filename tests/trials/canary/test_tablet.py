"""What passes between a screen and the box is written down both ways: a word in clear is found."""

import socket
import threading
from pathlib import Path

from trials.canary.screens.tablet import Tap
from trials.canary.search import Words, traces

ASKED, ANSWERED = "Zqxnamebcdvk", "Zqxcitybcdvk"


def _answer_once(listening: socket.socket) -> None:
    with listening, listening.accept()[0] as line:
        line.recv(100)
        line.sendall(ANSWERED.encode())


def test_both_ways_of_a_line_are_written_down(tmp_path: Path) -> None:
    box = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_answer_once, args=(box,), daemon=True).start()
    tap = Tap(box.getsockname()[1], tmp_path / "line")
    with socket.create_connection(("127.0.0.1", tap.port), 10) as screen:
        screen.sendall(ASKED.encode())
        assert screen.recv(100) == ANSWERED.encode()
    tap.close()
    found = traces([tap.file], Words([ASKED, ANSWERED]), {})
    assert {trace.word for trace in found} == {ASKED, ANSWERED}
