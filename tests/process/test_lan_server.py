"""The server of the local network takes a free port, and a port that is taken is refused at once."""

import socket

import pytest

from kiosk.process.lan_server import LanServer


def test_a_port_that_is_taken_is_refused_and_one_that_never_served_stops() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(OSError, match="in use"):
            LanServer(None, "127.0.0.1", other.getsockname()[1], 2)
    served = LanServer(None, "127.0.0.1", 0, 2)
    assert served.port > 0
    served.stop()
