"""« Retirer la demande »: the screen is turned to the citizen, who says yes, until the PIN."""

from flask import Flask

from kiosk.domain.events.reference import mint
from kiosk.services.box.box import Actor, Box
from kiosk.web.request_state import state_of
from tests.conftest import PIN
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import Decide, bodies, transmit


def turned(desk: Browser, reference: str) -> Page:
    """The screen, as Marie is shown it."""
    page = desk.get(f"/desk/references/{reference}")
    return desk.send(desk.get(page.link("Retirer la demande")).form("turn"))


def taken_back(desk: Browser, page: Page, pin: str = PIN, do: str = "back") -> Page:
    """The PIN, and which of its two buttons."""
    form = page.form("back" if page.all("form#back") else "turned").with_values({"pin": pin, "do": do})
    form.action = form.action.removesuffix("/back") + "/back"
    return desk.send(form)


def test_what_it_means_is_told_and_that_a_mandate_is_not_enough(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.get(f"/desk/references/{reference}/withdrawal")
    assert "Un mandat ne suffit pas pour retirer une demande." in page.main
    assert "La personne peut refaire une demande quand elle veut." in page.main


def test_marie_s_touch_withdraws_and_the_paper_says_so(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = turned(desk, reference)
    assert page.heading == "Retirer votre demande ?"
    assert "Benali" not in page.text and "Nadia" not in page.text
    thanks = desk.send(page.form("turned").with_values({"message": "J’ai déménagé."}))
    assert thanks.heading == "C’est noté : vous retirez votre demande"
    followed = taken_back(desk, thanks)
    assert followed.path == f"/desk/references/{reference}"
    assert "Retrait demandé" in followed.main and "La personne retire sa demande" in followed.main
    assert "Corriger une réponse" not in followed.main and "Retirer la demande" not in followed.main
    (body,) = bodies(box, nadia, "withdrawal")
    assert (body["confirmation"], body["message"]) == ({"by": "citizen", "how": "touch"}, "J’ai déménagé.")
    assert desk.get(f"/papers/withdrawal/{body['id']}.pdf").status == 200


def test_a_spoken_yes_is_recorded_by_the_mediator_as_spoken(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    taken_back(desk, turned(desk, reference), do="spoken")
    (body,) = bodies(box, nadia, "withdrawal")
    assert body["confirmation"] == {"by": "citizen", "how": "spoken"}
    assert desk.get("/desk").path == "/desk"


def test_a_double_tap_is_one_withdrawal(desk: Browser, box: Box, nadia: Actor) -> None:
    page = turned(desk, steps_taken.reference_of(steps_taken.submitted(desk)))
    yes = page.form("turned")
    first, second = desk.send(yes), desk.send(yes)
    assert first.heading == second.heading
    taken_back(desk, second, do="spoken")
    assert len(bodies(box, nadia, "withdrawal")) == 1


def test_a_screen_taken_back_without_a_yes_withdraws_nothing(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = turned(desk, reference)
    wrong = taken_back(desk, page, "000001", do="spoken")
    assert wrong.status == 422
    assert "Ce n’est pas le bon code PIN." in wrong.main
    assert taken_back(desk, page).path == f"/desk/references/{reference}"
    assert bodies(box, nadia, "withdrawal") == []


def test_the_turned_screen_shows_this_withdrawal_and_nothing_else(desk: Browser, app: Flask) -> None:
    submitted = steps_taken.submitted(desk)
    reference, case = steps_taken.reference_of(submitted), steps_taken.case_of(submitted)
    here = turned(desk, reference).path
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(("control.", "static")):
            continue
        if rule.rule.startswith(("/desk", "/cases", "/papers", "/withdrawals")):
            address = rule.rule.replace("<case_id>", case).replace("<reference>", reference)
            page = desk.get(address.replace("<", "").replace(">", ""))
            assert page.path == here, rule.rule


def test_nobody_says_yes_on_a_screen_that_is_not_turned_to_them(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    token = desk.get(f"/desk/references/{reference}/withdrawal").form("turn")["token"]
    for ending in ("", "/back"):
        desk.client.post(f"/withdrawals/{reference}{ending}", data={"token": token, "pin": PIN, "do": "spoken"})
    assert desk.get(f"/withdrawals/{reference}").path == f"/desk/references/{reference}"
    assert bodies(box, nadia, "withdrawal") == []


def test_the_hub_confirms_it_and_the_desk_says_so(linked_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = turned(linked_desk, reference)
    taken_back(linked_desk, linked_desk.send(page.form("turned")))
    transmit(linked_desk)
    followed = linked_desk.get(f"/desk/references/{reference}")
    assert "La demande est retirée" in followed.main and "Retirée" in followed.main


def test_what_is_decided_is_told_on_the_turned_screen(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    page = turned(linked_desk, reference)
    decides(reference, "accepted", "")
    transmit_beside(linked_desk)
    late = linked_desk.send(page.form("turned"))
    assert late.status == 422
    assert "Ce dossier est déjà décidé." in late.main
    assert taken_back(linked_desk, late).path == f"/desk/references/{reference}"


def transmit_beside(desk: Browser) -> None:
    """The loop talks while the screen is turned."""
    state_of(desk.client.application).sync.talk()


def test_a_case_of_another_town_hall_is_withdrawn_here(desk: Browser, box: Box, nadia: Actor) -> None:
    elsewhere, _ = mint("BZ", 1000)
    taken_back(desk, desk.send(turned(desk, elsewhere).form("turned")))
    (body,) = bodies(box, nadia, "withdrawal")
    assert body["reference"] == elsewhere
    assert "Retrait demandé" in desk.get(f"/desk/references/{elsewhere}").main


def test_a_mediator_of_another_service_turns_no_screen(desk: Browser, omars_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    assert omars_desk.get(f"/desk/references/{reference}/withdrawal").status == 409
    token = omars_desk.get("/desk").form_to("/leave")["token"]
    response = omars_desk.client.post(f"/desk/references/{reference}/withdrawal", data={"token": token})
    assert response.status_code == 409
    assert omars_desk.get("/desk").path == "/desk", "his screen is not turned"
