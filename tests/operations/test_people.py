"""Mediators are added, removed and given a new sign-in by commands."""

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations import people
from kiosk.operations.operation import NoContent
from kiosk.services.box.box import Actor
from kiosk.services.people import sign_in
from kiosk.store import people as store
from kiosk.store import wrapped_keys
from tests.gallery.site import cast
from tests.operations.conftest import Site

OMAR = ("omar", "Omar Haddad", "passphrase")


def test_somebody_is_added_once(site: Site) -> None:
    issued = site.ask(people.run_add_mediator, *OMAR)
    assert len(issued.factor.split()) == 6 and issued.pin.isdigit() and len(issued.pin) == 6
    with site.box() as box:
        assert [row.login for row in store.select_mediators(box.store.read())] == ["nadia", "omar"]
        assert sign_in.sign_in_mediator(box, "omar", issued.factor, issued.pin, Actor()).name == "Omar Haddad"
    with pytest.raises(Refused) as refused:
        site.ask(people.run_add_mediator, *OMAR)
    assert (refused.value.code, refused.value.details) == (Refusal.LOGIN_TAKEN, {"login": "omar"})


def test_somebody_is_removed_and_the_running_box_ends_their_shift(site: Site) -> None:
    with site.box() as box:
        omar = cast.at_work(box, cast.a_mediator("omar", "Omar Haddad", "b"), supervisor=False)
        assert box.shifts.ring(omar.mediator_id)
    assert site.ask(people.run_remove_mediator, "omar") == NoContent()
    with site.box() as box:
        assert not box.shifts.ring(omar.mediator_id)
    with pytest.raises(Refused) as refused:
        site.ask(people.run_remove_mediator, "nadia")
    assert (refused.value.code, refused.value.details["name"]) == (Refusal.LAST_SUPERVISOR, "Nadia Roux")


def test_who_lost_everything_comes_back_by_the_recovery_sheet(site: Site) -> None:
    for lost, code in ((("nadia", "abaisser"), "not-a-sheet"), (("zoe", cast.SHEET), "no-such")):
        with pytest.raises(Refused, match=code):
            site.ask(people.run_recover_sign_in, *lost)
    issued = site.ask(people.run_recover_sign_in, "nadia", cast.SHEET)
    with site.box() as box:
        assert issued.services == tuple(sorted(wrapped_keys.select_services(box.store.read())))
        with pytest.raises(Refused, match="wrong-sign-in"):
            sign_in.sign_in_mediator(box, "nadia", cast.PASSPHRASE, cast.PIN, Actor())
        assert sign_in.sign_in_mediator(box, "nadia", issued.factor, issued.pin, Actor()).login == "nadia"
