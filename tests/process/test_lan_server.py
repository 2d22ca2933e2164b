"""The server of the local network takes a free port, and a port that is taken is refused at once."""

import asyncio
import re
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from ipaddress import IPv4Interface, IPv4Network

import httpx
import pytest

from kiosk.process import lan_server
from kiosk.process.lan_server import KIND, Announcer, LanAddresses, LanServer
from kiosk.settings import Settings
from printers.discovery import nearby
from printers.ipp.client import unverified_context
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


HERE = ("127.0.0.1",)


ASKS = 5
"""How often the network is asked at most: a loaded machine answers late."""


def names_around() -> list[tuple[str, int]]:
    return [(service.name, service.port) for service in nearby.find_services((KIND,), HERE)]


def is_found() -> bool:
    return any(("parvis-1a2b", 8643) in names_around() for _ in range(ASKS))


def test_a_box_is_found_by_its_name_and_then_no_more() -> None:
    announcer = Announcer("parvis-1a2b.local", 8643)
    announcer.announce(HERE)
    try:
        announcer.announce(HERE)  # the same again says nothing new
        assert is_found()
    finally:
        announcer.stop()
    assert ("parvis-1a2b", 8643) not in names_around()


def test_a_program_that_runs_an_event_loop_announces_the_box_too() -> None:
    async def announced() -> bool:
        announcer = Announcer("parvis-1a2b.local", 8643)
        announcer.announce(HERE)
        try:
            return is_found()
        finally:
            announcer.stop()

    # A thread of its own: a browser that another test left open runs an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, announced()).result()


def test_only_private_addresses_are_those_of_the_house() -> None:
    found = {"127.0.0.1/8", "169.254.3.4/16", "8.8.8.8/24", "192.168.1.20/24", "10.0.0.5/8"}
    here = lan_server.reachable({IPv4Interface(address) for address in found})
    assert here == LanAddresses(
        ("10.0.0.5", "192.168.1.20"), (IPv4Network("10.0.0.0/8"), IPv4Network("192.168.1.0/24"))
    )


def test_this_machine_is_asked_and_its_own_line_is_none_of_them() -> None:
    here = lan_server.of_this_machine()
    assert "127.0.0.1" not in here.addresses
    assert len(here.networks) <= len(here.addresses)
