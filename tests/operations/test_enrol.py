"""A box is made known to a hub by a command."""

import pytest

from gallery.site.central import Central
from kiosk.errors import Refused, Unreachable
from kiosk.operations import enrol
from tests.operations.conftest import Site


def test_it_needs_an_address_that_answers_and_the_code(site: Site, central: Central) -> None:
    with pytest.raises(Refused, match="not-an-address"):
        site.ask(enrol.enroll, enrol.Invitation("ici", "x"))
    with pytest.raises(Unreachable, match="no-line"):
        site.ask(enrol.enroll, enrol.Invitation("http://127.0.0.1:1", central.code))
    enrolled = site.ask(enrol.enroll, enrol.Invitation(central.url, central.code))
    assert enrolled == enrol.Enrolled("Mairie de Saint-Aubin")
    with site.box() as box:
        assert box.hub_url == central.url


def test_the_code_is_not_in_what_a_log_would_show() -> None:
    assert repr(enrol.Invitation("https://hub.example", "AAAA")) == "Invitation(url='https://hub.example')"
