"""Papers in the browser, and on the printer once more."""

import io

from pypdf import PdfReader

from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def text_of(page: Page) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.bytes)).pages)


def test_the_receipt_opens_as_a_pdf_named_by_its_number(desk: Browser) -> None:
    submitted = steps_taken.submitted(desk)
    reference = steps_taken.reference_of(submitted)
    page = desk.get(submitted.link("Voir le reçu (PDF)"))
    assert page.status == 200
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Content-Disposition"] == f'inline; filename="{reference}.pdf"'
    assert page.headers["Cache-Control"] == "no-store"
    text = text_of(page)
    for words in ("SA 1001 G", "Mairie de Saint-Aubin", "Marie Louise Benali", "Nadia Roux", "Gardé ici"):
        assert words in text, words


def test_a_narrow_paper_says_the_same(desk: Browser) -> None:
    submitted = steps_taken.submitted(desk)
    page = desk.get(f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf?paper=pdf-80mm")
    assert "SA 1001 G" in text_of(page)
    assert float(PdfReader(io.BytesIO(page.bytes)).pages[0].mediabox.width) < 250


def test_what_only_a_receipt_printer_reads_is_shown_as_a_pdf_as_wide(desk: Browser) -> None:
    submitted = steps_taken.submitted(desk)
    page = desk.get(f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf?paper=escpos-58")
    assert page.headers["Content-Type"] == "application/pdf"
    assert round(float(PdfReader(io.BytesIO(page.bytes)).pages[0].mediabox.width) / 72 * 25.4) == 58


def test_the_paper_of_what_is_prepared_is_no_deposit(desk: Browser) -> None:
    submitted = steps_taken.submitted(desk, "identity-document")
    text = " ".join(text_of(desk.get(submitted.link("Voir le reçu (PDF)"))).split())
    assert "Ceci n’est pas un dépôt." in text
    assert "Numéro de pré-demande" in text
    for words in ("Enregistré le", "Sans réponse", "Si vous n’êtes pas d’accord"):
        assert words not in text, words


def test_the_paper_is_in_the_language_of_the_page(desk: Browser) -> None:
    submitted = steps_taken.submitted(desk)
    desk.send(desk.get("/language").form_to("/language", "en"))
    text = text_of(desk.get(f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf"))
    assert "Your case number" in text and "SA 1001 G" in text
    assert "En français – Reçu" in text, "French stands below, for whoever receives it"
    assert text.index("Your case number") < text.index("En français") < text.index("Enregistré le")


def test_a_supplement_has_a_paper_of_its_own(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = desk.get(f"/desk/references/{reference}/supplement").form("supplement")
    desk.send(form.with_values({"message": "Passeport vu ce matin."}))
    text = text_of(desk.get(f"/papers/supplement/{form['event'][0]}.pdf"))
    assert "Passeport vu ce matin." in text


def test_what_is_not_there_cannot_be_opened_or_printed(desk: Browser) -> None:
    for path in ["receipt/0", "supplement/0", "update/SA1001G:0", "update/0", "letter/0", "../../etc/0"]:
        page = desk.get(f"/papers/{path}.pdf")
        assert page.status == 404
        token = desk.get("/desk").form_to("/leave")["token"]
        assert desk.client.post(f"/papers/{path}", data={"token": token}).status_code == 404


def test_a_paper_that_does_not_exist_is_told_plainly(desk: Browser) -> None:
    submitted = steps_taken.submitted(desk)
    page = desk.get(f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf?paper=papyrus")
    assert page.status == 409
    assert "Ce papier n’est pas connu." in page.main


def test_after_printing_one_never_lands_elsewhere(desk: Browser) -> None:
    form = steps_taken.submitted(desk).form("again")
    assert desk.send(form.with_values({"back": "//evil.example"})).path == "/desk/printing"
