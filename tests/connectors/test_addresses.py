"""Where a hub may connect to, and secrets that somebody else gave."""

import socket
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest

from hub.outbox.outbox import CONNECTORS
from kiosk.connectors.connector import are_networks, connect_to_host, may_be_reached, parse_networks, read_secret_line
from kiosk.errors import Unreachable

PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "::", "ff02::1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::9.9.9.9",
    "2002:a9fe:a9fe::", "2002:0a00:0001::1", "::127.0.0.1", "fec0::1", "2001:0:a9fe:a9fe::1", "::ffff:0:a9fe:a9fe",
]  # fmt: skip


def test_a_private_address_is_reached_by_nobody_s_mistake() -> None:
    for address in PRIVATE:
        assert not may_be_reached(address, ())


def test_a_public_address_is_reached() -> None:
    for address in ["9.9.9.9", "2620:fe::fe", "64:ff9b::9.9.9.9", "2002:909:909::1", "::ffff:0:909:909"]:
        assert may_be_reached(address, ())


def test_an_allowed_network_is_reached_and_its_neighbour_is_not() -> None:
    allowed = parse_networks("10.1.0.0/16, 192.168.1.20,fd00:1::/64")
    assert allowed[1] == ip_network("192.168.1.20/32")
    for address in ("10.1.2.3", "192.168.1.20", "fd00:1::5", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3"):
        assert may_be_reached(address, allowed), address
    for address in ("10.2.0.1", "192.168.1.21", "fd00:2::5"):
        assert not may_be_reached(address, allowed), address


def test_networks_are_read_or_refused() -> None:
    assert are_networks("10.0.0.0/8") and are_networks("10.0.0.1, ::1")
    assert not are_networks("10.0.0.1/8") and not are_networks("ici") and not are_networks(",")


def test_another_spelling_of_a_private_address_is_that_address() -> None:
    for other in ["127.1", "2130706433", "0x7f000001", "017700000001", "localhost", "[::ffff:127.0.0.1]"]:
        with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(Unreachable) as refused:
            connect_to_host(other.strip("[]"), server.getsockname()[1], (), 1.0)
        assert refused.value.code == "receiver-private"


def test_a_name_that_leads_outside_and_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever owns the name must not choose, at the second question, which of the two is met."""
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("9.9.9.9", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(Unreachable, match="receiver-private"):
        connect_to_host("twofold.example", 443, (), 1.0)


def test_the_connection_is_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes between two questions (DNS rebinding) is asked once."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def once(host: str, port: int, *args: object, **named: object) -> object:
        asked.append(host)
        return real("127.0.0.1" if host == "receiver.example" else host, port, *args, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(socket, "getaddrinfo", once)
    here = parse_networks("127.0.0.0/8")
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        connect_to_host("receiver.example", server.getsockname()[1], here, 1.0) as sock,
    ):
        assert sock.getpeername()[0] == "127.0.0.1"
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), "headers and body go out at once"
    assert asked.count("receiver.example") == 1


def test_a_name_that_nobody_knows_and_a_closed_port_are_away() -> None:
    for host, port in (("nobody.invalid", 443), ("127.0.0.1", 1), ("é" * 100, 443)):
        with pytest.raises(Unreachable, match="receiver-away"):
            connect_to_host(host, port, parse_networks("127.0.0.0/8"), 1.0)


def test_a_box_loads_no_destination() -> None:
    code = "import sys, kiosk.server; print([name for name in sys.modules if name.startswith('kiosk.connectors')])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "kiosk.connectors.hub" in loaded
    assert not [kind for kind in CONNECTORS if kind.__module__ in loaded]


def test_its_first_line_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(" two words \nmore\n", "utf-8")
    assert read_secret_line(str(tmp_path / "secret")) == "two words"


def test_a_file_without_one_is_told(tmp_path: Path) -> None:
    for content in [b"", b"\n\n", b"\xff\xfe"]:
        (tmp_path / "secret").write_bytes(content)
        with pytest.raises(Unreachable, match="no-secret"):
            read_secret_line(str(tmp_path / "secret"))
