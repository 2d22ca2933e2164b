"""No address of the box answers a screen of the network that is no station, but the door's own."""

from itertools import product

from flask import Flask

from kiosk.process.lan_server import FROM_LAN, LanAddresses
from kiosk.services.lan import local_network
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import Codes
from kiosk.web.request.app_state import state_of

OPEN = ("enrol.", "trust.")


def test_every_address_leads_an_unknown_screen_to_the_door(app: Flask) -> None:
    state = state_of(app)
    state.lan = Lan(local_network.of_box(state.box, LanAddresses()), 8643, Codes(state.box.clock))
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(OPEN)]
    assert len(rules) > 100
    client = app.test_client()
    client.environ_base |= {FROM_LAN: "yes", "REMOTE_ADDR": "192.168.1.30"}
    for rule, method in product(rules, ("GET", "POST", "DELETE")):
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "x").replace(f"<path:{name}>", "js/x.js")
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.headers.get("Location")) == (303, "/enrol"), path


def test_a_box_that_serves_no_network_answers_nobody_there(app: Flask) -> None:
    answer = app.test_client().get("/", environ_overrides={FROM_LAN: "yes"})
    assert (answer.status_code, answer.text) == (404, "")
