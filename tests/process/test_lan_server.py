"""The server of the local network takes a free port, and a port that is taken is refused at once."""

import re
import socket
import ssl
from dataclasses import replace

import httpx
import pytest

from kiosk.process.lan_server import LanServer
from kiosk.settings import Settings
from printers.ipp.peer import unverified_context
from tests.running import running, set_up


def test_a_port_that_is_taken_is_refused_and_one_that_never_served_stops() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(OSError, match="in use"):
            LanServer(None, "127.0.0.1", other.getsockname()[1], 2)
    served = LanServer(None, "127.0.0.1", 0, 2)
    assert served.port > 0
    served.stop()


def test_the_screens_of_the_local_network_are_served_over_tls_beside_this_machines(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = replace(settings, printer="file", lan="on", lan_port=port)
    set_up(site)
    with running(site) as box:
        assert box.browser().get("/").status == 200
        unknown = unverified_context()  # a tablet whose user goes past the warning, to read the certificate
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", trust_env=False, timeout=20, verify=unknown) as tablet:
            steps = tablet.get("/trust")
            certificate = tablet.get("/trust/parvis.crt")
            assert tablet.get("/desk").headers["Location"] == "/enrol"
        named = re.search(r"parvis-[0-9a-f]{4}\.local", steps.text)
        assert named
        trusting = ssl.create_default_context(cadata=certificate.content)
        with (
            socket.create_connection(("127.0.0.1", port), timeout=20) as line,
            trusting.wrap_socket(line, server_hostname=named[0]) as talking,
        ):
            talking.sendall(f"GET /enrol HTTP/1.0\r\nHost: {named[0]}:{port}\r\n\r\n".encode())
            assert b"200 OK" in talking.recv(64)
        assert box.stop() == 0
