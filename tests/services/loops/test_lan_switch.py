"""A box is opened to the local network and closed again while it runs, as often as somebody wants."""

import socket
from dataclasses import replace

import pytest

from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.loops.lan_switch import LanSwitch


def answers(port: int) -> bool:
    with socket.socket() as asked:
        asked.settimeout(5)
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def somewhere(box: Box) -> Box:
    """The box, with a free port for its other screens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return replace(box, settings=replace(box.settings, lan_port=port))


def test_what_is_opened_answers_and_what_is_closed_does_not(somewhere: Box) -> None:
    switch = LanSwitch(lambda environ, start: start("204 No Content", []) or [])
    try:
        names = set()
        for _ in range(2):
            lan = switch.open(somewhere)
            names.add(lan.name)
            assert lan.port == somewhere.settings.lan_port and answers(lan.port)
            switch.close()
            switch.wait()
            assert not answers(lan.port)
        assert len(names) == 1, "tablets trust it once"
    finally:
        switch.wait()


def test_a_port_of_another_program_is_told_and_nothing_is_opened(somewhere: Box) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", somewhere.settings.lan_port))
        other.listen()
        switch = LanSwitch(None)
        with pytest.raises(Refused, match="port-taken"):
            switch.open(somewhere)
        switch.close()
