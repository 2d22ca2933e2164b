"""A terminal's citizen leaves with a code and comes back with it."""

from datetime import timedelta

import pytest
from flask import Flask

from kiosk.crypto import sealing
from kiosk.errors import Unreadable
from kiosk.services.box.box import Box
from kiosk.services.spool import print_queue
from kiosk.services.upkeep import retention
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from kiosk.store.printing import spool
from kiosk.web.session import COOKIE, STATION_COOKIE
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in


def code_of(browser: Browser, page: Page) -> str:
    """Marie asks for a code, and writes it down."""
    asked = browser.get(f"/cases/{steps_taken.case_of(page)}/code")
    shown = browser.send(asked.form("give"))
    assert shown.heading == "Votre code pour reprendre"
    return " ".join(shown.one(".reference").text_content().split())


def left(browser: Browser, until: str = "birth") -> tuple[Page, str]:
    """She has stopped at a question and left: the page she was at, and her code."""
    page = steps_taken.fill(browser, steps_taken.begin(browser), until=until)
    code = code_of(browser, page)
    browser.send(browser.get(f"/cases/{steps_taken.case_of(page)}/code").form_to("/next"))
    return page, code


def back(browser: Browser, code: str) -> Page:
    return browser.send(browser.get("/resume").form("resume").with_values({"code": code}))


def test_a_code_is_offered_at_the_first_question_of_a_terminal_only(terminal: Browser, desk: Browser) -> None:
    first = steps_taken.begin(terminal)
    assert first.link("Pouvoir reprendre plus tard") == f"/cases/{steps_taken.case_of(first)}/code"
    assert "Pouvoir reprendre" not in steps_taken.begin(desk).main
    assert "Pouvoir reprendre" not in steps_taken.answer(terminal, first, {"f.for_whom": "myself"}).main


def test_she_comes_back_to_where_she_was(terminal: Browser) -> None:
    page, code = left(terminal)
    assert terminal.get("/").link("Reprendre avec un code") == "/resume"
    again = back(terminal, code)
    assert again.path == page.path
    assert "Benali" in terminal.get(f"/cases/{steps_taken.case_of(page)}/review").main


def test_the_code_is_typed_in_three_boxes_which_keep_what_was_wrong(terminal: Browser) -> None:
    """Review of the screens, M17: letters and digits mixed, in one box, on a keyboard without digits."""
    page, code = left(terminal)
    form = terminal.get("/resume")
    boxes = form.all("[name=code]")
    assert [(box.get("data-signs"), box.get("data-mode")) for box in boxes] == [
        ("3", "code"),
        ("5", "code"),
        ("5", "code"),
    ]
    parts = code.lower().split()
    wrong = terminal.send(form.form("resume").with_values({"code": [*parts[:2], "22222"]}))
    assert wrong.status == 422 and [box.get("value") for box in wrong.all("[name=code]")] == [*parts[:2], "22222"]
    assert terminal.send(wrong.form("resume").with_values({"code": parts})).path == page.path


def test_what_a_code_opens_is_closed_to_who_planted_the_id_it_was_typed_under(terminal: Browser, app: Flask) -> None:
    page, code = left(terminal)
    planter = Browser(app.test_client())
    station = terminal.client.get_cookie(STATION_COOKIE)
    assert station is not None
    planter.client.set_cookie(STATION_COOKIE, station.value)
    planter.send(planter.get("/language").form_to("/language", "en"))
    planted = planter.client.get_cookie(COOKIE)
    assert planted is not None
    terminal.client.set_cookie(COOKIE, planted.value)
    assert back(terminal, code).path == page.path
    assert planter.get(page.path).status == 404


def test_a_code_is_typed_as_people_type(terminal: Browser) -> None:
    _, code = left(terminal)
    assert steps_taken.step_of(back(terminal, f" {code.lower().replace(' ', '-')} ")) == "birth"


def test_another_code_of_the_same_draft_kills_the_first(terminal: Browser) -> None:
    page, first = left(terminal)
    back(terminal, first)
    second = code_of(terminal, page)
    terminal.send(terminal.get(f"/cases/{steps_taken.case_of(page)}/code").form_to("/next"))
    assert back(terminal, first).status == 422
    assert back(terminal, second).path == page.path


def test_what_is_no_code_is_said_so_and_kept_to_be_corrected(terminal: Browser, watch: Watch) -> None:
    for typed in ("", "ABC", "bonjour", "KTM 4F7QA 9ZB3", "KTM 4F7QA 9ZB3C X", "IOO 00000 11111", "é" * 13):
        page = back(terminal, typed)
        assert page.status == 422
        assert "Un code a trois lettres, puis dix caractères." in page.main
        assert page.one("#code").get("value") == typed
        assert page.one("#code").get("aria-invalid") == "true"
        watch.passed.append(60)  # guesses have to wait


def test_a_wrong_code_and_one_that_leads_nowhere_are_told_the_same(terminal: Browser) -> None:
    _, code = left(terminal)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    nowhere = ("ABC" if not code.startswith("ABC") else "ABD") + code[3:]
    results = [back(terminal, typed) for typed in (wrong, nowhere)]
    assert [page.status for page in results] == [422, 422]
    assert (
        results[0].words(".field-error")
        == results[1].words(".field-error")
        == ["Ce code n’ouvre rien. Vérifiez-le, caractère par caractère."]
    )


def test_after_five_wrong_tries_a_code_is_dead_even_when_it_is_right(terminal: Browser, desk: Browser) -> None:
    page, code = left(terminal)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for _ in range(5):
        assert "n’ouvre rien" in back(terminal, wrong).main
    dead = back(terminal, code)
    assert dead.status == 422
    assert "Ce code a été essayé trop souvent" in dead.main
    assert steps_taken.step_of(desk.get(f"/cases/{steps_taken.case_of(page)}")) == "birth", "Nadia opens it with her"


def test_a_right_code_forgives_the_tries_before_it(terminal: Browser) -> None:
    page, code = left(terminal)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for _ in range(4):
        back(terminal, wrong)
    assert back(terminal, code).path == page.path


def test_a_code_dies_when_the_case_is_submitted(terminal: Browser) -> None:
    page, code = left(terminal, "papers")
    again = back(terminal, code)
    submitted = terminal.send(steps_taken.fill(terminal, again).form("send"))
    assert code not in submitted.text
    terminal.send(submitted.form_to("/next"))
    assert back(terminal, code).status == 422
    assert terminal.get(page.path).status == 404


def test_a_submitted_case_gives_no_code(terminal: Browser) -> None:
    page = steps_taken.alone(terminal)
    assert terminal.get(f"/cases/{steps_taken.case_of(page)}/code").path == page.path


def test_after_forty_eight_hours_the_draft_is_gone_for_its_citizen_and_for_the_desk(
    terminal: Browser, desk: Browser, watch: Watch, box: Box
) -> None:
    page, code = left(terminal)
    watch.wait(timedelta(hours=47))
    assert retention.due(box) == 0
    watch.wait(timedelta(hours=2))
    assert retention.due(box) == 1
    assert not wrapped_keys.any_left(box.store.read(), steps_taken.case_of(page))
    assert back(terminal, code).status == 422
    sign_in(desk)
    assert desk.get(page.path).status == 404


def test_a_code_opens_one_draft_and_no_other(terminal: Browser) -> None:
    first, _ = left(terminal)
    second, code = left(terminal, "person")
    assert back(terminal, code).path == second.path
    assert terminal.get(first.path).status == 404


def test_at_a_desk_someone_of_the_town_hall_types_it(app: Flask, terminal: Browser) -> None:
    browser = Browser(app.test_client())
    _, code = left(terminal)
    assert back(browser, code).path == "/sign-in?next=/resume"


def test_a_mediator_of_another_service_opens_with_the_code_what_the_citizen_hands_them(
    terminal: Browser, omars_desk: Browser
) -> None:
    page, code = left(terminal)
    assert omars_desk.get(page.path).status == 404
    assert back(omars_desk, code).path == page.path


def test_a_code_is_for_who_is_at_the_case(terminal: Browser, omars_desk: Browser, app: Flask) -> None:
    browser = Browser(app.test_client())
    page = steps_taken.begin(terminal)
    where = f"/cases/{steps_taken.case_of(page)}/code"
    assert omars_desk.get(where).status == 404
    assert browser.get(where).path.startswith("/sign-in")
    token = omars_desk.get("/desk").form_to("/leave")["token"]
    assert omars_desk.client.post(where, data={"token": token}).status_code == 404


def shown(terminal: Browser) -> Page:
    """The page that shows a code, once."""
    case_id = steps_taken.case_of(steps_taken.begin(terminal))
    return terminal.send(terminal.get(f"/cases/{case_id}/code").form("give"))


def test_the_code_is_printed_and_shown_still(terminal: Browser, box: Box) -> None:
    page = shown(terminal)
    printed = terminal.send(page.form_to("/code/print"))
    assert (printed.status, printed.words(".reference")) == (200, page.words(".reference"))
    (job,) = spool.recent(box.store.read())
    assert (job.kind, job.reference, job.state) == ("resume", "", "pending") and job.session
    assert print_queue.print_due(box) == 1


def test_no_other_code_is_printed_than_the_one_that_was_shown(terminal: Browser, box: Box) -> None:
    form = shown(terminal).form_to("/code/print")
    for code in ("", "KTM 4F7QA 9ZB3C", "bonjour"):
        assert terminal.send(form.with_values({"code": code})).status in (404, 409, 422)
    assert spool.recent(box.store.read()) == []


def test_nobody_prints_the_code_of_a_case_that_is_not_theirs(terminal: Browser, omars_desk: Browser, box: Box) -> None:
    page = shown(terminal)
    form = page.form_to("/code/print")
    token = omars_desk.get("/desk").form_to("/leave")["token"]
    path = f"/cases/{steps_taken.case_of(page)}/code/print"
    assert omars_desk.client.post(path, data={"token": token, "code": form["code"]}).status_code == 404
    assert spool.recent(box.store.read()) == []


def test_a_code_is_stretched_with_its_salt_before_it_opens(terminal: Browser, box: Box) -> None:
    """A code has 50 bits: what the store keeps of it takes Argon2id to try, once for each code (ASVS 6.5.2)."""
    page, code = left(terminal)
    locator, secret = code.replace(" ", "")[:3], code.replace(" ", "")[3:]
    db, case_id = box.store.read(), steps_taken.case_of(page)
    known = wrapped_keys.resume(db, locator)
    wrapped = wrapped_keys.wrapped(db, case_id, KeyKind.RESUME, locator)
    assert known is not None and wrapped is not None and len(known.salt) == sealing.SALT_BYTES
    assert len(sealing.unlock(sealing.stretched(secret, known.salt), wrapped, f"key:{case_id}")) == 32
    with pytest.raises(Unreadable):
        sealing.unlock(sealing.stretched(secret, sealing.new_salt()), wrapped, f"key:{case_id}")
