"""A box that serves the local network, and screens in it."""

import re
from collections.abc import Callable
from ipaddress import ip_network

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.domain.screen.station import StationRole
from kiosk.process.lan_server import FROM_LAN, LanAddresses
from kiosk.services.lan import local_network
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import Codes, StationToEnrol
from kiosk.web.request_state import state_of

HERE = LanAddresses(("192.168.1.20",), (ip_network("192.168.1.0/24"),))
Screens = Callable[..., FlaskClient]


@pytest.fixture
def lan(app: Flask) -> Lan:
    state = state_of(app)
    made = local_network.of_box(state.box, HERE)
    state.lan = Lan(made, 8643, Codes(state.box.clock), HERE.addresses)
    return state.lan


@pytest.fixture
def screen(app: Flask, lan: Lan) -> Screens:
    """Screens of the network, each with its own address and cookies."""

    def of(number: int = 30) -> FlaskClient:
        client = app.test_client()
        client.environ_base |= {FROM_LAN: "yes", "REMOTE_ADDR": f"192.168.1.{number}", "wsgi.url_scheme": "https"}
        return client

    return of


def token_of(client: FlaskClient, path: str = "/enrol") -> str:
    found = re.search(r'name="token" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def typed(client: FlaskClient, code: str) -> tuple[int, str]:
    """The answer to a code that is typed at the door: its status and its text."""
    answer = client.post("/enrol", data={"token": token_of(client), "code": code})
    return answer.status_code, answer.text


def enrolled(
    client: FlaskClient, lan: Lan, role: StationRole = StationRole.TERMINAL, name: str = "Borne"
) -> FlaskClient:
    """The screen, once it has typed the code of a new station."""
    code = lan.codes.show(StationToEnrol(role, name, by="a" * 32))
    assert typed(client, f"{code[:3]} {code[3:]}")[0] == 303
    return client
