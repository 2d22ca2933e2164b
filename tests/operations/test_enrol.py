"""A box is made known to a hub by a command."""

import pytest

from kiosk.domain.events.wire.writing import encode
from kiosk.errors import Refused, Unreachable
from kiosk.operations import enrol
from kiosk.operations.operation import Nothing
from kiosk.services.box.box import Box
from tests.gallery.site.authority import Authority
from tests.gallery.site.central import Central
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


def test_whom_a_box_trusts_is_told_with_the_keys_of_lists(box: Box) -> None:
    authority = Authority()
    assert enrol.show_root.run(box, Nothing(), None) == enrol.TrustedRoot(0, (), 0, None)
    told = enrol.trust_root.run(box, enrol.File(encode(authority.root()).decode()), None)
    assert (told.number, told.threshold, len(told.keys)) == (1, 1, 2)
    with pytest.raises(Refused, match="broken-publication"):
        enrol.take_publication.run(box, enrol.File("{}"), None)
    assert enrol.take_publication.run(box, enrol.File(authority.bundle(1, {}).decode()), None).changed
