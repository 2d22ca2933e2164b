"""Receipts are verified, read back, replaced, and changed numbers told."""

import re
from io import BytesIO

import pytest

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.domain.events import reference as references
from kiosk.domain.events.reference import format_reference
from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.receipts import verify_receipt
from kiosk.store import cases
from kiosk.store.people import Mediator
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN, at_work
from tests.gallery.site.gestures import submitted
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import bodies, transmit
from tests.services.people.test_badges import pgm, shown

HUB = "https://hub.example"


def made_verify(box: Box, desk: Browser) -> tuple[str, bytes]:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    result = cases.read_submission_by_reference(box.store.read(), reference)
    assert result is not None
    return reference, result.proof


def typed(desk: Browser, said: str) -> Page:
    return desk.send(desk.get("/desk/verify").form_to("/desk/verify").with_values({"proof": said}))


def test_a_receipt_of_this_desk_is_genuine_and_names_the_procedure_as_it_does(box: Box, desk: Browser) -> None:
    _, proven = made_verify(box, desk)
    link = receipt_proof.make_receipt_link(HUB, proven)
    page = typed(desk, link)
    assert page.status == 200
    for words in (
        "Ce reçu est authentique", "C’est bien le dossier gardé ici", "Mairie de Saint-Aubin", "Demande déposée",
    ):  # fmt: skip
        assert words in page.main
    assert "seuls les reçus faits ici" in page.main, "no list has come yet"
    assert "Demander un acte de naissance" in page.main and "birth-certificate" not in page.main
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
    reference, proven = made_verify(box, desk)
    forged = receipt_proof.make_receipt_proof(
        receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(proven)).proof, bytes(32)
    )
    page = typed(desk, receipt_proof.encode_receipt_proof(forged))
    assert page.status == 422 and "Aucune mairie connue" in page.main and reference not in page.main.replace(" ", "")


def test_a_photo_of_the_code_is_read(box: Box, desk: Browser) -> None:
    _, proven = made_verify(box, desk)
    out = BytesIO()
    shown(receipt_proof.encode_receipt_proof(proven), module=4).save(out, "PNG")
    token = desk.get("/desk/verify").form_to("/desk/verify")["token"][0]
    for name, sent, status, words in (
        ("recu.png", out.getvalue(), 200, "authentique"), ("recu.pdf", b"%PDF-1.4", 422, "pas de reçu dans ce code"),
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


def test_the_camera_is_told_the_text_for_the_field(box: Box, desk: Browser, terminal: Browser) -> None:
    _, proven = made_verify(box, desk)
    encoded = receipt_proof.encode_receipt_proof(proven)
    for browser, form, path, text in (
        (desk, "/desk/verify", "/desk/verify/read", encoded),
        (terminal, "/receipt", "/receipt/square", receipt_proof.make_receipt_link(HUB, proven)),
    ):
        token = browser.get(form).form_to(form)["token"][0]
        for picture, told_back in (
            (pgm(shown(text, module=4)), (200, text)), (pgm(shown("https://example.org")), (204, "")),
            (b"\x89PNG", None), (b"nothing", None),
        ):  # fmt: skip
            answer = browser.client.post(path, data={"token": token, "picture": (BytesIO(picture), "x.pgm")})
            if told_back:
                assert (answer.status_code, answer.text) == told_back
            else:
                assert answer.status_code == 400


def test_the_list_and_its_day_are_said_once_it_came(linked: Box, linked_desk: Browser) -> None:
    verify_receipt.follow_list(linked, hub_of(linked))
    page = linked_desk.get("/desk/verify")
    assert "Liste des mairies du" in page.main and "seuls les reçus" not in page.main


def test_it_is_a_way_from_the_page_where_cases_are_found(desk: Browser) -> None:
    assert "/desk/verify" in [element.get("href") for element in desk.get("/desk/find").all("a")]


def made_read_receipt(box: Box, desk: Browser) -> tuple[str, str]:
    reference, proven = made_verify(box, desk)
    return reference, receipt_proof.make_receipt_link(HUB, proven)


def told(browser: Browser, said: str) -> Page:
    return browser.send(browser.get("/receipt").form_to("/receipt").with_values({"receipt": said}))


def test_a_square_says_what_the_paper_says_and_names_nobody(box: Box, desk: Browser, terminal: Browser) -> None:
    reference, square = made_read_receipt(box, desk)
    page = told(terminal, square)
    assert page.status == 200
    for words in ("Ce reçu est authentique", "Mairie de Saint-Aubin", "Demande déposée", "acte de naissance"):
        assert words.lower() in page.main.lower(), words
    assert reference not in page.main, "it is said in groups"
    for secret in ("Benali", "Marie", "1945"):
        assert secret not in page.main


def test_a_number_alone_says_nothing_of_the_case(box: Box, desk: Browser, terminal: Browser) -> None:
    reference, _ = made_read_receipt(box, desk)
    page = told(terminal, f" {reference[:2]} {reference[2:].lower()} ")
    assert page.status == 200 and "fait dans cette mairie" in page.main
    assert "naissance" not in page.main and "Demande déposée" not in page.main


def test_a_number_of_another_town_hall_is_read_back_too(terminal: Browser) -> None:
    number, _ = references.mint_reference("QZ", 1041)
    page = told(terminal, number)
    assert page.status == 200 and "donné ailleurs" in page.main and references.format_reference(number) in page.text


def test_what_is_no_number_is_said_and_stays_in_the_box(terminal: Browser) -> None:
    for said in ["", "   ", "bonjour", "SA 12", "<script>"]:
        page = told(terminal, said)
        assert page.status == 422 and page.one("#receipt-fault")
        assert page.one("#receipt").get("value") == said.strip()


def test_a_square_with_a_changed_byte_is_not_read_back(box: Box, desk: Browser, terminal: Browser) -> None:
    _, square = made_read_receipt(box, desk)
    changed = square[:-1] + ("A" if square[-1] != "A" else "B")
    page = told(terminal, changed)
    assert page.status == 422 and "Demande déposée" not in page.main


def test_a_picture_without_a_square_is_said(desk: Browser, terminal: Browser) -> None:
    token = terminal.get("/receipt").form_to("/receipt")["token"][0]
    out = BytesIO()
    shown("https://example.org").save(out, "PNG")
    data = {"token": token, "receipt": "", "picture": (BytesIO(out.getvalue()), "photo.png")}
    answer = terminal.client.post("/receipt", data=data)
    assert answer.status_code == 422 and "pas de reçu dans ce code" in answer.text


CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b")


def lost(desk: Browser) -> tuple[str, Page]:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.get(f"/desk/references/{reference}")
    return reference, desk.get(next(link for link in page.links() if link.endswith("/new-receipt")))


def give(desk: Browser, page: Page, **typed: str) -> Page:
    return desk.send(page.form("new-receipt").with_values({"shown": "passport", "language": "ar"} | typed))


def test_the_new_code_is_shown_until_the_hub_has_it_and_after(linked_desk: Browser) -> None:
    _, page = lost(linked_desk)
    given = give(linked_desk, page)
    assert given.status == 200 and len(CODE.findall(given.main)) == 1
    assert "c’est l’ancien code qui est valable" in given.main
    transmit(linked_desk)
    after = linked_desk.get(given.path)
    assert "L’ancien code et l’ancien carré n’ouvrent plus rien" in after.main
    assert CODE.findall(after.main) == CODE.findall(given.main)


def test_a_double_tap_gives_one_code(desk: Browser, box: Box, nadia: Actor) -> None:
    _, page = lost(desk)
    codes = {CODE.findall(give(desk, page).main)[0] for _ in range(2)}
    assert len(codes) == 1 == len(bodies(box, nadia, "new_code"))


@pytest.mark.parametrize(("typed", "place"), [({"shown": ""}, "shown"), ({"why": ""}, "why")])
def test_nothing_is_given_before_a_paper_was_seen_and_a_reason_said(
    desk: Browser, box: Box, nadia: Actor, typed: dict[str, str], place: str
) -> None:
    _, page = lost(desk)
    refused = give(desk, page, **typed)
    assert (refused.status, len(refused.all(f"#{place}-fault"))) == (422, 1)
    assert not bodies(box, nadia, "new_code")


def test_a_colleague_at_the_desk_types_their_pin_and_a_wrong_one_is_told_beside_it(
    desk: Browser, box: Box, nadia: Actor, omars: Mediator
) -> None:
    _, page = lost(desk)
    assert "Aucun collègue de ce service" in page.main and not page.all("#pin")
    omar = at_work(box, omars)
    _, page = lost(desk)
    assert [option.get("value") for option in page.all("#witness option")] == ["", omar.mediator_id]
    wrong = give(desk, page, shown="witness", witness=omar.mediator_id, pin="000000")
    assert (wrong.status, len(wrong.all("#pin-fault")), wrong.one("#pin").get("value")) == (422, 1, "")
    assert len(give(desk, page, shown="witness").all("#witness-fault")) == 1
    assert not bodies(box, nadia, "new_code")
    given = desk.send(wrong.form("new-receipt").with_values({"pin": PIN}))
    assert len(CODE.findall(given.main)) == 1
    assert [body["witness"] for body in bodies(box, nadia, "new_code")] == ["Omar Haddad"]


def test_guessing_a_colleagues_pin_waits_as_guessing_at_the_door_does(desk: Browser, box: Box, omars: Mediator) -> None:
    omar = at_work(box, omars)
    _, page = lost(desk)
    statuses = [give(desk, page, shown="witness", witness=omar.mediator_id, pin="1").status for _ in range(11)]
    assert set(statuses[:10]) == {422} and statuses[10] == 429


def test_it_is_printed_again_in_the_same_language(desk: Browser, box: Box) -> None:
    _, page = lost(desk)
    given = give(desk, page)
    assert given.one("html").get("lang") == "fr", "the page stays the mediator's"
    again = desk.send(given.form_to("/print"))
    assert again.status == 200 and CODE.findall(again.main) == CODE.findall(given.main)
    jobs = box.store.read().execute("SELECT language FROM jobs WHERE kind = 'new_code'").fetchall()
    assert [row[0] for row in jobs] == ["ar", "ar"]


def test_a_colleague_of_another_service_sees_neither_the_page_nor_the_code(desk: Browser, omars_desk: Browser) -> None:
    reference, page = lost(desk)
    given = give(desk, page)
    for path in (f"/desk/references/{reference}/new-receipt", given.path):
        assert not CODE.findall(omars_desk.get(path).text)


def renumbered(box: Box) -> tuple[str, str, str]:
    case = submitted(box)
    with box.store.write() as db:
        reference = send_events.renumber_case(box, db, case.case_id, case.reference, "wrong-site")
    return case.case_id, case.reference, reference


def test_the_desk_lists_whom_to_tell_with_both_numbers_until_it_is_done(box: Box, desk: Browser) -> None:
    case_id, former, reference = renumbered(box)
    home = desk.get("/desk")
    assert "Numéro changé" in home.main
    listed = desk.get("/desk/numbers")
    assert (
        format_reference(former) in listed.text
        and format_reference(reference) in listed.text
        and "Benali" in listed.text
    )
    paper = desk.client.get("/papers/numbers/desk.pdf")
    assert paper.status_code == 200 and paper.data.startswith(b"%PDF")
    assert desk.client.get(f"/papers/receipt/{case_id}.pdf").status_code == 200
    done = desk.send(listed.form_to(f"/desk/numbers/{case_id}"))
    assert "Tout le monde est prévenu" in done.text
    assert "Numéro changé" not in desk.get("/desk").main


def test_the_new_receipts_print_in_one_press(box: Box, desk: Browser) -> None:
    _, _, reference = renumbered(box)
    jobs = desk.send(desk.get("/desk/numbers").form_to("/desk/numbers/receipts"))
    assert "Impressions" in jobs.text and format_reference(reference) in jobs.text


def test_the_old_number_typed_at_the_desk_leads_to_the_case(box: Box, desk: Browser) -> None:
    _, former, reference = renumbered(box)
    found = desk.send(desk.get("/desk/find").form_to("/desk/find").with_values({"reference": format_reference(former)}))
    assert format_reference(reference) in found.text


def test_a_colleague_of_another_service_sees_no_name(box: Box, omars_desk: Browser) -> None:
    _, former, _ = renumbered(box)
    listed = omars_desk.get("/desk/numbers").text
    assert "Benali" not in listed and format_reference(former) not in listed
