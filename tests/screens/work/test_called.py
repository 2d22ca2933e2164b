"""A person who wished a call stands in the list of work with the number, until somebody reached them."""

from flask import Flask

from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import talk
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped
from tests.gallery.site.page import Browser
from tests.screens.conftest import Decide
from tests.services.notified import submitted_with


def test_a_call_is_noted_and_taken_back(linked: Box, linked_desk: Browser, decides: Decide) -> None:
    made = submitted_with(linked, ["call"], helped(linked))
    talk(linked, hub_of(linked))
    decides(made.reference, "accepted", "Venez la chercher.")
    talk(linked, hub_of(linked))
    home = linked_desk.get("/desk")
    assert home.words(".work.call a[href='tel:+33612345678']") == ["Appeler 06 12 34 56 78"]
    assert not home.all(".work.call form[id^=message]"), "no message was allowed"
    missed = linked_desk.send(home.form(home.one(".work.call form[id^=no-answer]").get("id")))
    assert "Appel noté Pas de réponse" in missed.main and "Pas de réponse" in missed.words(".work.call .detail")[0]
    told = linked_desk.send(missed.form(missed.one(".work.call form[id^=reached]").get("id")))
    assert "Appel noté Personne prévenue" in told.main and not told.all(".work.call")
    again = linked_desk.send(told.form("undo-call"))
    assert len(again.all(".work.call")) == 1


def test_what_is_no_call_is_refused(app: Flask, desk: Browser, central: Central) -> None:
    form = desk.get("/desk").form("find").with_values({"outcome": "reached"})
    form.action = "/desk/calls/nothing"
    assert desk.send(form).status in (404, 409)
