"""A receipt that somebody shows at the desk: nothing yet, genuine, signed by nobody known, and no receipt at all."""

from collections.abc import Iterator

from kiosk.domain import proof
from kiosk.store import cases
from tests import walk
from tests.gallery.town import Town
from tests.page import Page


def verified(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Nadia verifies the receipt of a case that was submitted here."""
    browser = place.browser
    found = cases.submission_of(place.box.store.read(), walk.reference_of(walk.submitted(browser)))
    assert found is not None
    page = browser.get("/desk/verify")
    yield "verify", page
    form = page.form_to("/desk/verify")
    yield "verify-genuine", browser.send(form.with_values({"proof": proof.text(found.proof)}))
    forged = proof.made(proof.read(proof.text(found.proof)).proof, bytes(32))
    yield "verify-forged", browser.send(form.with_values({"proof": proof.text(forged)}))
    yield "verify-nothing", browser.send(form.with_values({"proof": "bonjour"}))
