"""Shots of verifying a receipt: none yet, genuine, signed by an unknown key, and no receipt at all; and of reading one
back, asking where the case is and adding a paper to it, at a terminal.
"""

import re
from collections.abc import Iterator
from io import BytesIO

from hub.decisions.decisions import Asking
from kiosk.domain.proofs import receipt_proof
from kiosk.store import cases
from tests.gallery.shots.town import Town, decide, transmit
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.strange_files import picture


def verified(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Nadia verifies the receipt of a case that was submitted here."""
    browser = place.browser
    result = cases.read_submission_by_reference(
        place.box.store.read(), steps_taken.reference_of(steps_taken.submitted(browser))
    )
    assert result is not None
    page = browser.get("/desk/verify")
    yield "verify", page
    form = page.form_to("/desk/verify")
    yield "verify-genuine", browser.send(form.with_values({"proof": receipt_proof.encode_receipt_proof(result.proof)}))
    forged = receipt_proof.make_receipt_proof(
        receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(result.proof)).proof, bytes(32)
    )
    yield "verify-forged", browser.send(form.with_values({"proof": receipt_proof.encode_receipt_proof(forged)}))
    yield "verify-nothing", browser.send(form.with_values({"proof": "bonjour"}))
    terminal = steps_taken.hand_over(Browser(place.app.test_client()))
    terminal.send(terminal.get("/").form_to("/language", language))
    page = terminal.get("/receipt")
    yield "receipt-back", page
    form = page.form_to("/receipt")
    yield (
        "receipt-back-square",
        terminal.send(form.with_values({"receipt": receipt_proof.encode_receipt_proof(result.proof)})),
    )
    yield "receipt-back-number", terminal.send(form.with_values({"receipt": result.reference}))
    yield "receipt-back-mistyped", terminal.send(form.with_values({"receipt": "SA 12"}))


def whereabouts(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Somebody alone asks where their case is: nothing asked yet, unknown, papers asked for, and decided."""
    browser = place.browser
    result = cases.read_submission_by_reference(
        place.box.store.read(), steps_taken.reference_of(steps_taken.submitted(browser))
    )
    assert result is not None
    terminal = steps_taken.hand_over(Browser(place.app.test_client()))
    terminal.send(terminal.get("/").form_to("/language", language))
    page = terminal.get("/where")
    yield "where", page
    form = page.form_to("/where").with_values(
        {"number": receipt_proof.make_receipt_link("https://hub.example", result.proof)}
    )
    yield "where-unknown", terminal.send(form)
    transmit(place)
    decide(place, result.reference, "in_progress", "")
    yield "where-looked-at", terminal.send(form)
    decide(place, result.reference, "incomplete", "La photo est floue en bas.")
    asked = terminal.send(form)
    yield "where-asked", asked
    yield "where-birth-date", terminal.send(asked.form("words").with_values({"birth_date": "hier"}))
    yield "where-words", terminal.send(asked.form("words").with_values({"birth_date": "03 02 1965"}))


def paper_alone(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Somebody alone writes to the service and photographs a paper that is asked for: what waits, and sent."""
    page = steps_taken.submitted(place.browser)
    reference = steps_taken.reference_of(page)
    code = re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.main)[0]
    transmit(place)
    decide(place, reference, "incomplete", "", Asking((), "La page 3 du bail\nLe livret bleu"))
    terminal = steps_taken.hand_over(Browser(place.app.test_client()))
    terminal.send(terminal.get("/").form_to("/language", language))
    typed = {"number": reference, "code": code, "birth_date": "03 02 1965"}
    news = terminal.send(terminal.get("/where").form_to("/where").with_values(typed))
    yield "paper-alone-asked", news
    words = terminal.send(news.form("photograph").with_values({"item": "words"}))
    yield "paper-alone-words", words
    written = terminal.send(words.form("answer").with_values({"words": "Je suis entré en mai 2019."}))
    yield "paper-alone-written", written
    camera = terminal.get(str(written.one("a[href$='/camera']").get("href")))
    yield "paper-alone-camera", camera
    photo = camera.form("camera-form")
    yield "paper-alone-no-photo", terminal.send(photo.with_values({"file": (BytesIO(b"MZ"), "photo.jpg")}))
    waits = terminal.send(photo.with_values({"file": (BytesIO(picture("JPEG")), "photo.jpg")}))
    yield "paper-alone", waits
    yield "paper-alone-sent", terminal.send(waits.form_to("/send"))
    transmit(place)
