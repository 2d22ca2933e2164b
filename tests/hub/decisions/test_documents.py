"""A decision carries the letter that its service chose, clean or signed; what cannot be is said, nothing is lost."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from hub.cases.cases import CaseFile
from hub.files.given_file import open_given
from hub.hub import Hub
from hub.signing import signing_keys
from hub.store.schema import staff
from tests.gallery.site.certified import PASSPHRASE, SUBJECT, p12
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.strange_files import hostile_pdf, picture, plain_pdf, saved
from tests.hub.conftest import Watch
from tests.hub.samples import Box, Item, case_of, write_rows
from tests.hub.signing.test_pades import signature_of


def _send(browser: Browser, sent: Item, carries: str, data: bytes = b"", name: str = "x.pdf", **more: Any) -> str:
    """Accept with this document; gives the words of the page that comes."""
    browser.choose(sent["reference"], "accepted")
    form = next(form for form in browser.page.iter("form") if form.get("action").endswith(sent["reference"]))
    assert form.get("enctype") == "multipart/form-data"
    kept = {name: value for name, value in form.fields.items() if value is not None}
    fields = {**kept, "message": "Venez le chercher.", "carries": carries, "document": (BytesIO(data), name), **more}
    answer: TestResponse = browser.client.post(form.get("action"), data=fields, follow_redirects=True)
    return browser.look(answer).text


def _document(hub: Hub, sent: Item) -> tuple[CaseFile, Any, bytes]:
    case = case_of(hub, sent["reference"])
    (document,) = case.documents.values()
    return case, document, b"".join(open_given(hub, case.id, document.id))


def test_a_scanned_letter_is_cleaned_and_goes_with_the_decision(hub: Hub, instructor: Browser, sent: Item) -> None:
    text = _send(instructor, sent, "scan", saved(hostile_pdf()), "Lettre signée.pdf")
    case, document, data = _document(hub, sent)
    assert case.state == "accepted" and "Lettre signée.pdf" in text
    assert (document.name, document.media_type, document.signer) == ("Lettre signée.pdf", "application/pdf", "")
    assert b"/JavaScript" not in data and data.startswith(b"%PDF")
    opened = instructor.client.get(f"/dossiers/{sent['reference']}/documents/{document.id}")
    assert (opened.data, opened.headers["Cache-Control"]) == (data, "no-store")


def test_a_file_that_lies_about_its_type_is_what_its_bytes_say(hub: Hub, instructor: Browser, sent: Item) -> None:
    assert "ni un PDF ni une photo" in _send(instructor, sent, "scan", b"MZ\x90 program", "lettre.pdf")
    _send(instructor, sent, "scan", picture("PNG"), "lettre.pdf")
    _, document, _ = _document(hub, sent)
    assert document.media_type.startswith("image/") and not document.name.endswith(".pdf")


def test_a_refused_document_keeps_everything_else_that_was_typed(instructor: Browser, hub: Hub, sent: Item) -> None:
    text = _send(instructor, sent, "scan", quality="Maire")
    assert "Choisissez le fichier à joindre." in text
    assert instructor.page.get_element_by_id("message").text == "Venez le chercher."
    assert instructor.page.get_element_by_id("quality").get("value") == "Maire"
    assert instructor.page.xpath("//input[@name='carries'][@checked]/@value") == ["scan"]
    assert "Choisissez le document parmi" in _send(instructor, sent, "anything")
    signed = saved(plain_pdf()) + b"\n<< /ByteRange [0 1 2 3] >>"
    assert "porte déjà une signature" in _send(instructor, sent, "scan", signed)


def test_the_letter_is_signed_with_the_certificate_of_the_service(hub: Hub, instructor: Browser, sent: Item) -> None:
    signing_keys.add(hub, "etat-civil", p12(hub.clock.now()), PASSPHRASE)
    text = _send(instructor, sent, "signed-letter")
    _, document, data = _document(hub, sent)
    assert f"Signé ici avec le certificat de « {SUBJECT} »" in text.replace("\u202f", " ").replace("\u00a0", " ")
    assert (document.signer, document.name, document.media_type) == (SUBJECT, "lettre.pdf", "application/pdf")
    assert signature_of(data).bottom_line


def test_a_pdf_that_is_brought_is_cleaned_then_signed_and_a_picture_is_not(
    hub: Hub, instructor: Browser, sent: Item
) -> None:
    signing_keys.add(hub, "etat-civil", p12(hub.clock.now()), PASSPHRASE)
    assert "Seul un PDF se signe ici" in _send(instructor, sent, "signed-file", picture("PNG"), "x.png")
    _send(instructor, sent, "signed-file", saved(hostile_pdf()), "arrêté.pdf")
    _, document, data = _document(hub, sent)
    assert signature_of(data).bottom_line and document.name == "arrêté.pdf" and b"/JavaScript" not in data


def test_without_a_certificate_or_after_its_end_the_form_says_so(
    hub: Hub, instructor: Browser, sent: Item, watch: Watch
) -> None:
    assert "votre service n’a pas donné de certificat" in instructor.choose(sent["reference"], "accepted").text
    signing_keys.add(hub, "etat-civil", p12(hub.clock.now(), until=timedelta(minutes=5)), PASSPHRASE)
    assert f"« {SUBJECT} »" in instructor.choose(sent["reference"], "accepted").text.replace("\u00a0", " ")
    watch.ahead.append(timedelta(minutes=6))
    assert "Signer ici n’est plus possible" in instructor.choose(sent["reference"], "accepted").text
    text = _send(instructor, sent, "signed-letter")
    assert "Le certificat de votre service est fini." in text
    assert instructor.page.get_element_by_id("message").text == "Venez le chercher."


def test_who_decides_is_asked_once_and_then_proposed(hub: Hub, instructor: Browser, box: Box, sent: Item) -> None:
    write_rows(hub, staff.update().values(given_names="", family_name="", quality=""))
    text = _send(instructor, sent, "", quality="")
    assert "la loi demande les trois" in text
    _send(instructor, sent, "", given_names="Paul", family_name="Morel", quality="Adjoint au maire")
    box.send(made := box.submitted())
    page = instructor.choose(made["reference"], "refused")
    assert "Décidé par : Paul Morel, Adjoint au maire" in page.text.replace("\u00a0", " ")
    assert "Accepté, par Paul Morel" in instructor.open(f"/dossiers/{sent['reference']}").text
