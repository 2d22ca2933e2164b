"""What runs beside the application goes on after a fault, and ends when it is told to."""

import json
import logging
import threading

import pytest

from kiosk import logs
from kiosk.services.box.box import Box
from kiosk.services.loops.beside import Beside


class Broken(Beside):
    """Fails at its first look."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "broken", None)
        self.looks = 0
        self.looked_again = threading.Event()

    def _look(self) -> None:
        self.looks += 1
        if self.looks == 1:
            self.wake()
            raise ValueError
        self.looked_again.set()


def test_a_fault_is_logged_and_the_next_look_comes(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    broken = Broken(box)
    with caplog.at_level(logging.ERROR):
        broken.start()
        assert broken.looked_again.wait(10)
    broken.stop()
    broken.join(10)
    assert not broken.is_alive() and "broken failed" in caplog.text


def test_each_look_has_a_number_on_its_lines(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    broken = Broken(box)
    with logs.log_to_stderr("info"):
        broken.start()
        assert broken.looked_again.wait(10)
        broken.stop()
        broken.join(10)
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["said"], line["job"]) == ("broken failed", "broken 1")
