"""Shots of verifying a receipt: none yet, genuine, signed by an unknown key, and no receipt at all; and of reading one
back, and asking where the case is, at a terminal.
"""

from collections.abc import Iterator

from gallery.shots.town import Town, decide, transmit
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


def whereabouts(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Somebody alone asks where their case is: nothing asked yet, unknown, papers asked for, and decided."""
    browser = place.browser
    result = cases.submission_of(place.box.store.read(), steps_taken.reference_of(steps_taken.submitted(browser)))
    assert result is not None
    terminal = steps_taken.hand_over(Browser(place.app.test_client()))
    terminal.send(terminal.get("/").form_to("/language", language))
    page = terminal.get("/where")
    yield "where", page
    form = page.form_to("/where").with_values({"number": receipt_proof.link("https://hub.example", result.proof)})
    yield "where-unknown", terminal.send(form)
    transmit(place)
    decide(place, result.reference, "in_progress", "")
    yield "where-looked-at", terminal.send(form)
    decide(place, result.reference, "incomplete", "La photo est floue en bas.")
    asked = terminal.send(form)
    yield "where-asked", asked
    yield "where-birth-date", terminal.send(asked.form("words").with_values({"birth_date": "hier"}))
    yield "where-words", terminal.send(asked.form("words").with_values({"birth_date": "03 02 1965"}))
