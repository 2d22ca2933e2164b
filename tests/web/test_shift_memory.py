"""What is kept in memory for a shift."""

import gc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from kiosk.domain.keys.ring import Ring
from kiosk.domain.screen.station import Comfort
from kiosk.services.box.box import Box
from kiosk.services.upkeep import doctor, retention
from kiosk.store import wrapped_keys
from kiosk.web.request_state import state_of
from tests.conftest import PASSPHRASE, PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.household import PROCEDURE
from tests.gallery.site.page import Browser, Page


def named(desk: Browser, typed: str) -> list[str]:
    page = desk.send(desk.get("/desk/find").form_to("/desk/find").with_values({"reference": typed}))
    return [words.removesuffix(" Acte de naissance") for words in page.words("main tbody th")]


def test_a_name_is_found_the_moment_it_is_answered(desk: Browser) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    assert named(desk, "benali") == ["Marie Louise Benali"]
    person = desk.get(f"/cases/{steps_taken.case_of(draft)}/steps/person")
    steps_taken.answer(desk, person, {"f.birth_name": "Çelik"})
    assert named(desk, "benali") == []
    assert named(desk, "celik") == ["Marie Louise Çelik"]


def test_it_leaves_the_memory_with_the_shift(desk: Browser, box: Box) -> None:
    steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    assert named(desk, "benali")
    before = box.shifts.memory("a" * 32)["directory"]
    desk.send(desk.get("/desk").form_to("/leave"))
    assert not box.shifts.memory("a" * 32)
    steps_taken.sign_in(desk)
    assert named(desk, "benali") == ["Marie Louise Benali"]
    assert box.shifts.memory("a" * 32)["directory"] is not before, "made anew"


def test_what_is_destroyed_is_found_no_more(desk: Browser) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    assert named(desk, "benali")
    desk.send(desk.get(f"/cases/{steps_taken.case_of(draft)}/discard").form("discard"))
    assert named(desk, "benali") == []


def test_how_a_mediator_fills_a_case_is_remembered_until_the_shift_ends(desk: Browser) -> None:
    form = desk.get("/procedures").form("begin").with_values({"procedure": "birth-certificate"})
    whole = desk.send(form)
    assert whole.path.endswith("/whole")
    desk.send(whole.form("answer").with_values({"then": "steps"}))
    again = desk.get("/procedures").form("begin").with_values({"procedure": "birth-certificate"})
    assert "/steps/" in desk.send(again).path
    desk.send(desk.get("/desk").form_to("/leave"))
    steps_taken.sign_in(desk)
    begun = desk.send(desk.get("/procedures").form("begin").with_values({"procedure": "birth-certificate"}))
    assert begun.path.endswith("/whole")


def taken(terminal: Browser, path: str = "/") -> Page:
    """Nadia signs in through the door."""
    form = terminal.get(f"/sign-in?back={path}&next={path}").form("sign-in")
    return terminal.send(form.with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN}))


def begun(terminal: Browser) -> Page:
    terminal.send(terminal.get("/").form_to("/language", "en"))
    return steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")


def kept_sessions(box: Box) -> int:
    return box.store.read().table("sessions").count_where("mediator_id IS NULL")


def test_case_language_and_comfort_are_theirs_again(terminal: Browser, box: Box) -> None:
    page = begun(terminal)
    before = terminal.client.get_cookie("parvis")
    comfort(box, "largest slow")
    at_case = taken(terminal, page.path)
    assert at_case.path == page.path, "the mediator sees where they are stuck"
    assert at_case.one("html").get("lang") == "en"
    assert at_case.one("html").get("data-comfort") == Comfort(size="largest", time="slow").written
    during = terminal.client.get_cookie("parvis")
    back = terminal.send(at_case.form("give-back"))
    after = terminal.client.get_cookie("parvis")
    assert before and during and after
    assert before.value == after.value != during.value
    assert back.path == page.path
    assert (back.one("html").get("lang"), back.one("html").get("data-comfort")) == ("en", "largest slow")
    assert steps_taken.fill(terminal, back).path.endswith("/review")


def test_what_the_mediator_did_to_the_case_is_there(terminal: Browser) -> None:
    page = begun(terminal)
    helped = steps_taken.answer(terminal, taken(terminal, page.path), steps_taken.BIRTH_CERTIFICATE["birth"])
    back = terminal.send(helped.form("give-back"))
    assert steps_taken.step_of(back) == "parents"


def test_once_given_back_the_mediators_session_opens_nothing(terminal: Browser) -> None:
    page = begun(terminal)
    taken(terminal, page.path)
    copied = terminal.client.get_cookie("parvis")
    terminal.send(terminal.get("/desk").form("give-back"))
    assert terminal.get("/desk").path == "/"
    assert copied
    terminal.client.set_cookie("parvis", copied.value)
    assert terminal.get("/desk").path == "/"


def test_a_mediator_with_a_desk_of_their_own_stays_on_shift_there(terminal: Browser, desk: Browser) -> None:
    page = begun(terminal)
    taken(terminal, page.path)
    terminal.send(terminal.get("/desk").form("give-back"))
    assert desk.get("/desk").path == "/desk"


def test_a_mediator_without_one_takes_their_keys_along(terminal: Browser, desk: Browser, box: Box) -> None:
    desk.send(desk.get("/desk").form_to("/sign-in/leave"))
    page = begun(terminal)
    taken(terminal, page.path)
    assert box.shifts.on_shift()
    terminal.send(terminal.get("/desk").form("give-back"))
    assert not box.shifts.on_shift()


@pytest.mark.parametrize("way", ["/next", "/sign-in/leave", "/lock/now"])
def test_every_other_way_out_ends_the_citizens_session_too(terminal: Browser, box: Box, way: str) -> None:
    page = begun(terminal)
    before = terminal.client.get_cookie("parvis")
    taken(terminal, page.path)
    assert kept_sessions(box) == 1
    terminal.send(terminal.get("/desk").form_to(way))
    assert kept_sessions(box) == 0
    assert not terminal.get("/").all("#give-back")
    assert before
    terminal.client.set_cookie("parvis", before.value)
    assert "Benali" not in terminal.get(page.path).text


def test_who_goes_without_a_word_leaves_nothing_to_the_next(terminal: Browser, watch: Watch, box: Box) -> None:
    page = begun(terminal)
    taken(terminal, page.path)
    watch.wait(timedelta(minutes=11))
    shown = terminal.get(page.path)
    assert "Benali" not in shown.text
    assert shown.one("html").get("lang") == "fr"
    watch.wait(timedelta(minutes=20))
    retention.destroy_expired_data(box)
    assert kept_sessions(box) == 0


def test_a_citizen_who_had_begun_nothing_leaves_nothing_to_give_back(terminal: Browser) -> None:
    taken(terminal)
    assert not terminal.get("/desk").all("#give-back")


def test_a_long_help_does_not_cost_them_their_place(terminal: Browser, watch: Watch, box: Box) -> None:
    page = begun(terminal)
    taken(terminal, page.path)
    for _ in range(8):
        watch.wait(timedelta(minutes=5))
        assert terminal.get(page.path).all("#give-back")
        retention.destroy_expired_data(box)
    assert terminal.send(terminal.get(page.path).form("give-back")).path == page.path


def comfort(box: Box, written: str) -> None:
    with box.store.write() as db:
        db.conn.execute("UPDATE sessions SET comfort = ? WHERE mediator_id IS NULL", (written,))


def test_whoever_takes_the_screen_ends_what_was_by_ear_alone(terminal: Browser, box: Box) -> None:
    page = begun(terminal)
    with box.store.write() as db:
        db.conn.execute("UPDATE sessions SET speech = 'reading alone', comfort = 'dark' WHERE mediator_id IS NULL")
    at_case = taken(terminal, page.path)
    assert "dark" not in at_case.one("html").get("data-comfort", "") and not at_case.all("#alone")
    back = terminal.send(at_case.form("give-back"))
    assert '"alone": false' in back.one("body").get("data-speech", "")
    assert '"reading": true' in back.one("body").get("data-speech", ""), "they go on listening"


def gone(desk: Browser) -> None:
    assert desk.send(desk.get("/desk").form_to("/next")).path == "/desk"


def test_no_page_of_whoever_has_gone_is_reached_by_back(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    case = steps_taken.case_of(step)
    gone(desk)
    for address in (step.path, f"/cases/{case}/review", f"/cases/{case}/submitted", f"/cases/{case}/code"):
        assert desk.get(address).path == "/desk", address


def test_all_of_their_cases_are_left_and_the_next_person_s_are_there(desk: Browser) -> None:
    first, second = steps_taken.submitted(desk), steps_taken.begin(desk)
    gone(desk)
    third = steps_taken.begin(desk)
    assert {desk.get(page.path).path for page in (first, second)} == {"/desk"}
    assert desk.get(third.path).path == third.path


def test_a_case_that_is_taken_up_from_a_list_is_there_again(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    gone(desk)
    assert desk.get(f"/cases/{steps_taken.case_of(step)}").path == step.path
    assert desk.get(step.path).path == step.path


def test_what_is_left_is_remembered_as_long_as_the_shift(desk: Browser, box: Box) -> None:
    step = steps_taken.begin(desk)
    gone(desk)
    (shown,) = box.shifts.memory("a" * 32)["shown"].values()
    assert shown.left == {steps_taken.case_of(step)}
    box.shifts.end("a" * 32)
    assert box.shifts.memory("a" * 32) == {}


def test_another_screen_of_the_same_mediator_goes_on(desk: Browser, app: Flask) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    other = Browser(app.test_client())
    steps_taken.sign_in(other)
    assert other.get(step.path).path == step.path
    gone(other)
    assert other.get(step.path).path == "/desk"
    assert desk.get(step.path).path == step.path


@pytest.mark.parametrize(("action", "leads_to", "asks"), [("/leave", "/", "/sign-in"), ("/lock/now", "/lock", "/lock")])
def test_the_browser_keeps_no_page_and_the_keys_leave_the_memory_with_the_shift(
    desk: Browser, app: Flask, action: str, leads_to: str, asks: str
) -> None:
    assert state_of(app).box.shifts.on_shift()
    form = desk.get("/desk").form_to(action)
    answer = desk.client.post(form.action, data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert bool(state_of(app).box.shifts.on_shift()) is (action == "/lock/now"), "a lock is no sign-out"
    assert desk.get("/desk").path.startswith(asks)


@pytest.fixture
def python_collects_nothing() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("python_collects_nothing")
def test_once_signed_out_no_object_leads_to_a_key_of_the_shift(desk: Browser, box: Box) -> None:
    """Nor to what its pages showed: Python collects when it happens to, which on a quiet box is hours later."""
    box.shifts.change("a" * 32, Ring(dict(box.shifts.ring("a" * 32).privates) | {"marked": b"k" * 32}))
    steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    assert named(desk, "benali")
    desk.send(desk.get("/desk").form_to("/sign-in/leave"))
    assert not [one for one in gc.get_objects() if isinstance(one, Ring) and "marked" in one.privates]


COMPOST = PROCEDURE.replace("id: household", "id: compost").replace("Dire qui vit ici", "Demander un composteur")
GREEN = COMPOST.replace("id: ccas, name: CCAS", "id: espaces-verts, name: Espaces verts")


def save(box: Box, watch: Watch, text: str, name: str = "compost.yaml") -> Path:
    file = box.settings.paths.procedures / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    watch.wait(timedelta(seconds=3))
    return file


def test_a_saved_procedure_is_offered_at_once_and_its_new_service_has_keys(
    box: Box, watch: Watch, desk: Browser
) -> None:
    assert desk.get("/procedures/compost").status == 404
    save(box, watch, GREEN)
    assert "Demander un composteur" in desk.get("/procedures").main
    assert "espaces-verts" in wrapped_keys.select_services(box.store.read())
    page = steps_taken.begin(desk, "compost")
    assert page.status == 200 and page.heading == "Qui vit avec vous ?"


def test_a_search_finds_what_was_saved_a_moment_ago(box: Box, watch: Watch, desk: Browser) -> None:
    desk.get("/procedures?q=composteur")
    save(box, watch, COMPOST)
    assert "Demander un composteur" in desk.get("/procedures?q=composteur").main


def test_a_broken_file_is_told_at_desk_and_by_doctor_the_one_before_offered(
    box: Box, watch: Watch, desk: Browser
) -> None:
    save(box, watch, COMPOST)
    desk.get("/desk")
    save(box, watch, COMPOST.replace("kind: deposited", "kind: depose"))
    page = desk.get("/desk")
    assert "compost.yaml, ligne 2 : " in page.main and "La version précédente reste proposée." in page.main
    assert desk.get("/procedures/compost").status == 200
    (finding,) = [finding for finding in doctor.examine_box(box, ask_hub=False) if finding.code == "procedures"]
    assert (finding.well, finding.detail.endswith("compost.yaml:2")) == (False, True)
    save(box, watch, COMPOST)
    assert "compost.yaml" not in desk.get("/desk").main


def test_a_draft_finishes_on_the_version_it_began_with(box: Box, watch: Watch, desk: Browser) -> None:
    save(box, watch, COMPOST)
    case_id = steps_taken.case_of(steps_taken.begin(desk, "compost"))
    desk.send(desk.get(f"/cases/{case_id}/park").form("park").with_values({"note": "Revient jeudi."}))
    file = save(box, watch, COMPOST.replace("Qui vit avec vous ?", "Qui composte ?") + "version: 2\n")
    home = desk.get("/desk")
    assert "Demander un composteur" in home.main
    resume = home.one(".work.draft .whose a").get("href")
    assert desk.get(resume).heading == "Qui vit avec vous ?"
    file.unlink()
    watch.wait(timedelta(seconds=3))
    assert desk.get(resume).heading == "Qui vit avec vous ?"
    assert desk.get("/procedures/compost").status == 404
