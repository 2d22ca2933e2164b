"""Whoever holds a receipt has it read back: by its square or its number; a name or an answer never."""

from io import BytesIO

from kiosk.domain.events import reference as references
from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Box
from kiosk.store.cases import cases
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.services.people.test_badges import pgm, shown

HUB = "https://hub.example"


def made(box: Box, desk: Browser) -> tuple[str, str]:
    """The number of a case that was submitted at the desk, and the text of its square."""
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    submission = cases.submission_of(box.store.read(), reference)
    assert submission is not None
    return reference, receipt_proof.link(HUB, submission.proof)


def told(browser: Browser, said: str) -> Page:
    return browser.send(browser.get("/receipt").form_to("/receipt").with_values({"receipt": said}))


def test_a_square_says_what_the_paper_says_and_names_nobody(box: Box, desk: Browser, terminal: Browser) -> None:
    reference, square = made(box, desk)
    page = told(terminal, square)
    assert page.status == 200
    for words in ("Ce reçu est authentique", "Mairie de Saint-Aubin", "Demande déposée", "acte de naissance"):
        assert words.lower() in page.main.lower(), words
    assert reference not in page.main, "it is said in groups"
    for secret in ("Benali", "Marie", "1945"):
        assert secret not in page.main


def test_a_number_alone_says_nothing_of_the_case(box: Box, desk: Browser, terminal: Browser) -> None:
    reference, _ = made(box, desk)
    page = told(terminal, f" {reference[:2]} {reference[2:].lower()} ")
    assert page.status == 200 and "fait dans cette mairie" in page.main
    assert "naissance" not in page.main and "Demande déposée" not in page.main


def test_a_number_of_another_town_hall_is_read_back_too(terminal: Browser) -> None:
    number, _ = references.mint("QZ", 1041)
    page = told(terminal, number)
    assert page.status == 200 and "donné ailleurs" in page.main and references.spoken(number) in page.text


def test_what_is_no_number_is_said_and_stays_in_the_box(terminal: Browser) -> None:
    for said in ["", "   ", "bonjour", "SA 12", "<script>"]:
        page = told(terminal, said)
        assert page.status == 422 and page.one("#receipt-fault")
        assert page.one("#receipt").get("value") == said.strip()


def test_a_square_with_a_changed_byte_is_not_read_back(box: Box, desk: Browser, terminal: Browser) -> None:
    _, square = made(box, desk)
    changed = square[:-1] + ("A" if square[-1] != "A" else "B")
    page = told(terminal, changed)
    assert page.status == 422 and "Demande déposée" not in page.main


def test_the_camera_is_told_the_text_for_the_field(box: Box, desk: Browser, terminal: Browser) -> None:
    _, square = made(box, desk)
    token = terminal.get("/receipt").form_to("/receipt")["token"][0]

    def asked(picture: bytes) -> tuple[int, str]:
        answer = terminal.client.post("/receipt/square", data={"token": token, "picture": (BytesIO(picture), "x.pgm")})
        return answer.status_code, answer.get_data(as_text=True)

    assert asked(pgm(shown(square, module=4))) == (200, square)
    assert asked(pgm(shown("https://example.org"))) == (204, "")
    assert asked(b"nothing")[0] == 400


def test_a_picture_without_a_square_is_said(desk: Browser, terminal: Browser) -> None:
    token = terminal.get("/receipt").form_to("/receipt")["token"][0]
    out = BytesIO()
    shown("https://example.org").save(out, "PNG")
    data = {"token": token, "receipt": "", "picture": (BytesIO(out.getvalue()), "photo.png")}
    answer = terminal.client.post("/receipt", data=data)
    assert answer.status_code == 422 and "pas de reçu dans ce code" in answer.text
