"""A case is withdrawn, and its data copied or erased."""

import json

from flask import Flask

from kiosk.domain.events.reference import mint_reference
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store import cases
from kiosk.web.request_state import state_of
from tests.conftest import PIN
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Form, Page
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import Decide, bodies, transmit


def turned(desk: Browser, reference: str) -> Page:
    page = desk.get(f"/desk/references/{reference}")
    return desk.send(desk.get(page.link("Retirer la demande")).form("turn"))


def taken_back(desk: Browser, page: Page, pin: str = PIN, do: str = "back") -> Page:
    """Nadia holds the screen, which is covered, and types her PIN; at the thanks she types it at once."""
    covered = page if page.all("form#back") else desk.get(page.link("Non, je la garde"))
    return desk.send(covered.form("back").with_values({"pin": pin, "do": do}))


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
    assert not page.all("#pin") and page.all("[data-hold]"), "what the person reads asks nothing of the mediator"
    wrong = taken_back(desk, page, "000001", do="spoken")
    assert wrong.status == 422 and "ne s’occupera plus" not in wrong.main
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
    state_of(desk.client.application).sync.talk()


def test_a_case_of_another_town_hall_is_withdrawn_here(desk: Browser, box: Box, nadia: Actor) -> None:
    elsewhere, _ = mint_reference("BZ", 1000)
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


def filled(terminal: Browser, reference: str, code: str, **more: str) -> Form:
    page = terminal.get(terminal.get("/my-case").link("Retirer ma demande"))
    return page.form("withdraw").with_values({"reference": reference, "code": code, **more})


def receipt(box: Box, actor: Actor, page: Page) -> tuple[str, str]:
    """The number and the follow code on Marie's receipt."""
    db, case = box.store.read(), steps_taken.case_of(page)
    submission = cases.read_submission(db, case, data_keys.open_key(db, case, actor))
    assert submission
    return submission.reference, submission.follow_code


def test_it_is_noted_here_and_says_it_is_not_sent(terminal: Browser, desk: Browser, box: Box, nadia: Actor) -> None:
    reference, code = receipt(box, nadia, steps_taken.submitted(desk))
    noted = terminal.send(filled(terminal, reference, f"{code[:5]} {code[5:].lower()}", message="J’ai déménagé."))
    assert (noted.path, noted.heading) == ("/withdraw/noted", "C’est noté ici")
    assert "Ce n’est pas encore transmis." in noted.main
    assert "Votre demande est retirée quand le système central l’a confirmé." in noted.main
    assert "Benali" not in noted.text and reference not in noted.text
    (body,) = bodies(box, nadia, "withdrawal")
    assert (body["confirmation"], body["message"]) == ({"by": "alone", "how": "touch"}, "J’ai déménagé.")
    assert terminal.send(noted.form_to("/next")).path == "/"


def test_the_page_says_the_same_whatever_the_case(terminal: Browser, desk: Browser, box: Box, nadia: Actor) -> None:
    """Whether a number exists, and whose it is, nobody learns from a terminal."""
    reference, _ = receipt(box, nadia, steps_taken.submitted(desk))
    unknown, elsewhere = mint_reference("SA", 5000)[0], mint_reference("BZ", 1041)[0]
    mains = {
        terminal.send(filled(terminal, typed_reference, "AAAAA AAAAA")).main
        for typed_reference in (reference, unknown, elsewhere)
    }
    assert len(mains) == 1


def test_a_slip_of_the_finger_is_told_beside_its_field(terminal: Browser, box: Box, nadia: Actor) -> None:
    for typed, code, place in (("bonjour", "AAAAAAAAAA", "#reference"), ("SA1001G", "0", "#code")):
        wrong = terminal.send(filled(terminal, typed, code))
        assert wrong.status == 422
        assert wrong.one(".notice.danger a").get("href") == place
        assert wrong.one("#reference").get("value") == typed
    assert bodies(box, nadia, "withdrawal") == []


def test_a_double_tap_is_one_and_a_corrected_code_another(terminal: Browser, box: Box, nadia: Actor) -> None:
    form = filled(terminal, "SA1001G", "AAAAAAAAAA")
    terminal.send(form)
    terminal.send(form)
    assert len(bodies(box, nadia, "withdrawal")) == 1
    terminal.send(form.with_values({"code": "BBBBBBBBBB"}))
    assert len(bodies(box, nadia, "withdrawal")) == 2


def test_guesses_have_to_wait(terminal: Browser, box: Box, nadia: Actor) -> None:
    statuses = [terminal.send(filled(terminal, "SA1001G", f"AAAAAAAAA{letter}")).status for letter in "ABCDEFGH"]
    assert statuses == [200] * 6 + [429] * 2
    assert len(bodies(box, nadia, "withdrawal")) == 6


def test_where_someone_works_the_number_is_found_instead(desk: Browser, browser: Browser) -> None:
    assert desk.get("/withdraw").path == "/desk/find"
    assert desk.get("/withdraw/noted").path == "/desk/find"


def test_nobody_withdraws_from_a_screen_that_is_no_terminal(browser: Browser, box: Box, nadia: Actor) -> None:
    token = browser.get("/language").form_to("/language", "fr")["token"]
    answer = browser.client.post("/withdraw", data={"token": token, "reference": "SA1001G", "code": "AAAAAAAAAA"})
    assert answer.status_code == 303
    assert bodies(box, nadia, "withdrawal") == []


def test_a_wrong_code_comes_back_to_the_desk_which_sets_it_aside(linked_desk: Browser, linked: Box) -> None:
    terminal = steps_taken.hand_over(Browser(linked_desk.client.application.test_client()))
    sign_in(linked_desk)
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    terminal.send(filled(terminal, reference, "AAAAA AAAAA"))
    for _ in range(2):
        transmit(linked_desk)
    page = linked_desk.get(linked_desk.get("/desk").one(".work.mend .do a").get("href"))
    assert "n’est pas celui du reçu" in page.main
    assert "Envoyer à nouveau" not in page.text
    after = linked_desk.send(page.form_to(page.path, "set-aside"))
    assert "Laissé de côté." in after.main and "Arrivée au service" in after.main


def rights(desk: Browser) -> tuple[str, Page]:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.get(f"/desk/references/{reference}")
    return reference, desk.get(next(link for link in page.links() if link.endswith("/rights")))


def test_a_copy_of_what_is_kept_here_is_taken_along_at_once(desk: Browser) -> None:
    reference, page = rights(desk)
    copy = desk.send(page.form_to("/copy"))
    assert copy.headers["Content-Disposition"] == f"attachment; filename={reference}.json"
    assert copy.headers["Cache-Control"] == "no-store"
    content = json.loads(copy.bytes)
    assert content["reference"] == reference
    assert "Benali" in json.dumps(content["submitted"], ensure_ascii=False)


def test_what_is_asked_of_the_service_is_in_the_history_and_has_a_paper(desk: Browser, box: Box, nadia: Actor) -> None:
    reference, page = rights(desk)
    form = page.form_to("/rights", "access")
    after = desk.send(form)
    assert after.path == f"/desk/references/{reference}"
    (body,) = bodies(box, nadia, "access")
    assert body["reference"] == reference
    assert desk.get(f"/papers/request/{form['event'][0]}.pdf").status == 200


def test_a_double_tap_asks_once(desk: Browser, box: Box, nadia: Actor) -> None:
    _, page = rights(desk)
    form = page.form_to("/rights", "erasure")
    desk.send(form)
    desk.send(form)
    assert len(bodies(box, nadia, "erasure")) == 1


def test_what_nobody_can_ask_for_is_not_asked(desk: Browser) -> None:
    _, page = rights(desk)
    refused = desk.send(page.form_to("/rights", "access").with_values({"kind": "everything"}))
    assert refused.status == 409


def test_a_mediator_of_another_service_neither_copies_nor_asks(desk: Browser, omars_desk: Browser) -> None:
    reference, _ = rights(desk)
    page = omars_desk.get(f"/desk/references/{reference}/rights")
    assert page.status == 409
    assert "Ce dossier appartient à un autre service." in page.main
    token = omars_desk.get("/desk").form_to("/leave")["token"]
    for path, kind in (("copy", ""), ("rights", "erasure")):
        address = f"/desk/references/{reference}/{path}"
        response = omars_desk.client.post(address, data={"token": token, "kind": kind})
        assert response.status_code == 409, path
        assert b"Benali" not in response.data
