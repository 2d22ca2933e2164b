"""A decision carries the document that its service chose, as it is; what cannot be is said, nothing is lost."""

from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from hub.cases.cases import CaseFile
from hub.files.listed_file import open_given
from hub.hub import Hub
from hub.store.schema import staff
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.strange_files import hostile_pdf, picture, saved, signed_pdf
from tests.hub.samples import Box, Item, case_of, write_rows


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


def test_a_pdf_that_was_signed_elsewhere_goes_on_byte_for_byte(hub: Hub, instructor: Browser, sent: Item) -> None:
    signed = signed_pdf()
    text = _send(instructor, sent, "document", signed, "Lettre signée.pdf")
    case, document, data = _document(hub, sent)
    assert case.state == "accepted" and "Lettre signée.pdf" in text
    assert (document.name, document.media_type, data) == ("Lettre signée.pdf", "application/pdf", signed)
    opened = instructor.client.get(f"/dossiers/{sent['reference']}/documents/{document.id}")
    assert (opened.data, opened.headers["Cache-Control"]) == (data, "no-store")


def test_a_file_that_lies_about_its_type_is_what_its_bytes_say(hub: Hub, instructor: Browser, sent: Item) -> None:
    assert "ni un PDF ni une photo" in _send(instructor, sent, "document", b"MZ\x90 program", "lettre.pdf")
    _send(instructor, sent, "document", picture("PNG"), "lettre.pdf")
    _, document, _ = _document(hub, sent)
    assert document.media_type.startswith("image/") and not document.name.endswith(".pdf")


def test_a_refused_document_keeps_everything_else_that_was_typed(instructor: Browser, hub: Hub, sent: Item) -> None:
    text = _send(instructor, sent, "document", quality="Maire")
    assert "Choisissez le fichier à joindre." in text
    assert instructor.page.get_element_by_id("message").text == "Venez le chercher."
    assert instructor.page.get_element_by_id("quality").get("value") == "Maire"
    assert instructor.page.xpath("//input[@name='carries'][@checked]/@value") == ["document"]
    assert "contient un programme" in _send(instructor, sent, "document", saved(hostile_pdf()))


def test_who_decides_is_asked_once_and_then_proposed(hub: Hub, instructor: Browser, box: Box, sent: Item) -> None:
    write_rows(hub, staff.update().values(given_names="", family_name="", quality=""))
    text = _send(instructor, sent, "", quality="")
    assert "la loi demande les trois" in text
    _send(instructor, sent, "", given_names="Paul", family_name="Morel", quality="Adjoint au maire")
    box.send(made := box.submitted())
    page = instructor.choose(made["reference"], "refused")
    assert "Décidé par : Paul Morel, Adjoint au maire" in page.text.replace("\u00a0", " ")
    assert "Accepté, par Paul Morel" in instructor.open(f"/dossiers/{sent['reference']}").text
