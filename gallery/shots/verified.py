"""Shots of verifying a receipt: none yet, genuine, signed by an unknown key, and no receipt at all; and of reading one
back at a terminal.
"""

from collections.abc import Iterator

from gallery.shots.town import Town
from gallery.site import steps_taken
from gallery.site.page import Browser, Page
from kiosk.domain.proofs import receipt_proof
from kiosk.store.cases import cases


def verified(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Nadia verifies the receipt of a case that was submitted here."""
    browser = place.browser
    result = cases.submission_of(place.box.store.read(), steps_taken.reference_of(steps_taken.submitted(browser)))
    assert result is not None
    page = browser.get("/desk/verify")
    yield "verify", page
    form = page.form_to("/desk/verify")
    yield "verify-genuine", browser.send(form.with_values({"proof": receipt_proof.text(result.proof)}))
    forged = receipt_proof.make_proof(receipt_proof.read(receipt_proof.text(result.proof)).proof, bytes(32))
    yield "verify-forged", browser.send(form.with_values({"proof": receipt_proof.text(forged)}))
    yield "verify-nothing", browser.send(form.with_values({"proof": "bonjour"}))
    terminal = steps_taken.hand_over(Browser(place.app.test_client()))
    terminal.send(terminal.get("/").form_to("/language", language))
    page = terminal.get("/receipt")
    yield "receipt-back", page
    form = page.form_to("/receipt")
    yield "receipt-back-square", terminal.send(form.with_values({"receipt": receipt_proof.text(result.proof)}))
    yield "receipt-back-number", terminal.send(form.with_values({"receipt": result.reference}))
    yield "receipt-back-mistyped", terminal.send(form.with_values({"receipt": "SA 12"}))
