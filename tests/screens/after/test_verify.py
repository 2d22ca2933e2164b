"""The desk verifies a receipt: scanned, pasted, photographed; what it is worth is said in words."""

from io import BytesIO

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.receipts import verify_receipt
from kiosk.store.cases import cases
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.services.people.test_badges import pgm, shown


def made(box: Box, desk: Browser) -> tuple[str, bytes]:
    """The number of a case that was submitted at this desk, and its proof."""
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    result = cases.submission_of(box.store.read(), reference)
    assert result is not None
    return reference, result.proof


def typed(desk: Browser, said: str) -> Page:
    return desk.send(desk.get("/desk/verify").form_to("/desk/verify").with_values({"proof": said}))


def test_a_receipt_of_this_desk_is_genuine_and_the_case_kept_here_is_the_same(box: Box, desk: Browser) -> None:
    _, proven = made(box, desk)
    page = typed(desk, receipt_proof.link("https://hub.example", proven))
    assert page.status == 200
    for words in (
        "Ce reçu est authentique",
        "C’est bien le dossier gardé ici",
        "Mairie de Saint-Aubin",
        "Demande déposée",
    ):
        assert words in page.main
    assert "seuls les reçus faits ici" in page.main, "no list has come yet"


def test_the_procedure_is_called_by_its_title_and_by_its_code_where_this_town_hall_has_none(
    box: Box, desk: Browser
) -> None:
    _, proven = made(box, desk)
    link = receipt_proof.link("https://hub.example", proven)
    page = typed(desk, link)
    assert "Demander une copie d’un acte de naissance" in page.main and "birth-certificate" not in page.main
    box.live_catalogue.current = Catalogue(())
    assert "birth-certificate" in typed(desk, link).main


def test_what_is_no_receipt_is_said(desk: Browser) -> None:
    for said, words in [
        ("", "pas de reçu"), ("bonjour", "incomplet"), ("!", "pas de reçu"), ("<script>", "pas de reçu"),
    ]:  # fmt: skip
        page = typed(desk, said)
        assert page.status == 422 and words in page.main
        assert page.one("#proof").get("value") == said


def test_what_nobody_known_has_signed_is_not_repeated(box: Box, desk: Browser) -> None:
    reference, proven = made(box, desk)
    forged = receipt_proof.make_proof(receipt_proof.parse_receipt_proof(receipt_proof.text(proven)).proof, bytes(32))
    page = typed(desk, receipt_proof.text(forged))
    assert page.status == 422 and "Aucune mairie connue" in page.main and reference not in page.main.replace(" ", "")


def test_a_photo_of_the_code_is_read(box: Box, desk: Browser) -> None:
    _, proven = made(box, desk)
    out = BytesIO()
    shown(receipt_proof.text(proven), module=4).save(out, "PNG")
    token = desk.get("/desk/verify").form_to("/desk/verify")["token"][0]
    for name, sent, status, words in (
        ("recu.png", out.getvalue(), 200, "authentique"), ("recu.pdf", b"%PDF-1.4", 422, "pas de sceau connu"),
    ):  # fmt: skip
        data = {"token": token, "proof": "", "picture": (BytesIO(sent), name)}
        answer = desk.client.post("/desk/verify", data=data)
        assert (answer.status_code, words in answer.text) == (status, True)


def test_the_pdf_that_this_desk_gives_is_intact_and_a_changed_one_is_told(box: Box, desk: Browser) -> None:
    submitted = steps_taken.submitted(desk)
    given = desk.client.get(f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf").data
    token = desk.get("/desk/verify").form_to("/desk/verify")["token"][0]
    for sent, status, words in (
        (given, 200, "Ce PDF est bien celui que la mairie a donné."),
        (given.replace(b"/Title", b"/Titre", 1), 422, "Ce PDF a été modifié."),
    ):
        data = {"token": token, "proof": "", "picture": (BytesIO(sent), "recu.pdf")}
        answer = desk.client.post("/desk/verify", data=data)
        assert (answer.status_code, words in answer.text) == (status, True)


def test_the_camera_is_told_the_text_for_the_field(box: Box, desk: Browser) -> None:
    _, proven = made(box, desk)
    token = desk.get("/desk/verify").form_to("/desk/verify")["token"][0]

    def asked(picture: bytes) -> tuple[int, str]:
        answer = desk.client.post("/desk/verify/read", data={"token": token, "picture": (BytesIO(picture), "x.pgm")})
        return answer.status_code, answer.get_data(as_text=True)

    assert asked(pgm(shown(receipt_proof.text(proven), module=4))) == (200, receipt_proof.text(proven))
    assert asked(pgm(shown("https://example.org"))) == (204, "")
    assert asked(b"\x89PNG")[0] == 400


def test_the_list_and_its_day_are_said_once_it_came(linked: Box, linked_desk: Browser) -> None:
    verify_receipt.follow_list(linked, hub_of(linked))
    page = linked_desk.get("/desk/verify")
    assert "Liste des mairies du" in page.main and "seuls les reçus" not in page.main


def test_it_is_a_way_from_the_page_where_cases_are_found(desk: Browser) -> None:
    assert "/desk/verify" in [element.get("href") for element in desk.get("/desk/find").all("a")]
