"""« Retirer ma demande », alone at a terminal, with the number and the code of the receipt."""

from kiosk.domain.events.reference import mint
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store.cases import cases
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Form, Page
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import bodies, transmit


def filled(terminal: Browser, reference: str, code: str, **more: str) -> Form:
    """The form of a page just opened, as somebody fills it."""
    page = terminal.get(terminal.get("/").link("Retirer ma demande"))
    return page.form("withdraw").with_values({"reference": reference, "code": code, **more})


def receipt(box: Box, actor: Actor, page: Page) -> tuple[str, str]:
    """The number and the follow code on Marie's receipt."""
    db, case = box.store.read(), steps_taken.case_of(page)
    submission = cases.submission(db, case, data_keys.open_key(db, case, actor))
    assert submission
    return submission.reference, submission.follow_code


def test_it_is_noted_here_and_says_truthfully_that_it_is_not_sent(
    terminal: Browser, desk: Browser, box: Box, nadia: Actor
) -> None:
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
    unknown, elsewhere = mint("SA", 5000)[0], mint("BZ", 1041)[0]
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
    assert "Laissé de côté." in after.main and "Reçu" in after.main
