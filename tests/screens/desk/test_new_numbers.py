"""The desk tells people that their case has another number, one after the other, until all of them know."""

from kiosk.domain.events.reference import spoken
from kiosk.services.box.box import Box
from kiosk.services.exchange import send_events
from tests.gallery.site.gestures import submitted
from tests.gallery.site.page import Browser


def renumbered(box: Box) -> tuple[str, str, str]:
    """A case under another number: its id, its former number and the one it has now."""
    case = submitted(box)
    with box.store.write() as db:
        reference = send_events.renumber(box, db, case.case_id, case.reference, "wrong-site")
    return case.case_id, case.reference, reference


def test_the_desk_lists_whom_to_tell_with_both_numbers_until_it_is_done(box: Box, desk: Browser) -> None:
    case_id, former, reference = renumbered(box)
    home = desk.get("/desk")
    assert "Numéro changé" in home.main
    listed = desk.get("/desk/numbers")
    assert spoken(former) in listed.text and spoken(reference) in listed.text and "Benali" in listed.text
    paper = desk.client.get("/papers/numbers/desk.pdf")
    assert paper.status_code == 200 and paper.data.startswith(b"%PDF")
    assert desk.client.get(f"/papers/receipt/{case_id}.pdf").status_code == 200
    done = desk.send(listed.form_to(f"/desk/numbers/{case_id}"))
    assert "Tout le monde est prévenu" in done.text
    assert "Numéro changé" not in desk.get("/desk").main


def test_the_new_receipts_print_in_one_press(box: Box, desk: Browser) -> None:
    _, _, reference = renumbered(box)
    jobs = desk.send(desk.get("/desk/numbers").form_to("/desk/numbers/receipts"))
    assert "Impressions" in jobs.text and spoken(reference) in jobs.text


def test_the_old_number_typed_at_the_desk_leads_to_the_case(box: Box, desk: Browser) -> None:
    _, former, reference = renumbered(box)
    found = desk.send(desk.get("/desk/find").form_to("/desk/find").with_values({"reference": spoken(former)}))
    assert spoken(reference) in found.text


def test_a_colleague_of_another_service_sees_no_name(box: Box, omars_desk: Browser) -> None:
    _, former, _ = renumbered(box)
    listed = omars_desk.get("/desk/numbers").text
    assert "Benali" not in listed and spoken(former) not in listed
