"""A line of the list of work is given to a colleague who holds its service."""

from flask import Flask

from kiosk.domain.keys.ring import DESK
from kiosk.services.box.box import Box
from kiosk.store.people.people import Mediator
from tests.conftest import at_work
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import OMARS_PIN, OMARS_WORDS


def test_a_draft_goes_to_a_colleague_and_stays_in_sight(desk: Browser, app: Flask, box: Box, omars: Mediator) -> None:
    at_work(box, omars, DESK, "etat-civil", supervisor=False)
    steps_taken.fill(desk, steps_taken.begin(desk), until="copy")
    offered = desk.get(desk.get("/desk").one(".work.draft .more a[href$=hand-on]").get("href"))
    home = desk.send(offered.form_to("/hand-on", omars.id))
    assert "C’est confié à Omar Haddad" in home.main
    assert home.words("#others summary")[0] == "1 chez un collègue"
    omar = Browser(app.test_client())
    sign_in(omar, "omar", OMARS_WORDS, OMARS_PIN)
    page = omar.get("/desk")
    assert "confié par Nadia Roux" in page.words("#work .work.draft")[0]
    back = omar.get(page.one(".work.draft .more a[href$=hand-on]").get("href"))
    assert "Le rendre à tout le monde" in back.main


def test_alone_with_a_service_there_is_nobody_to_hand_it_to(desk: Browser) -> None:
    steps_taken.fill(desk, steps_taken.begin(desk), until="copy")
    offered = desk.get(desk.get("/desk").one(".work.draft .more a[href$=hand-on]").get("href"))
    assert "Personne d’autre n’a ce service." in offered.main
