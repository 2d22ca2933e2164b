"""What the town hall promises is stated at the desk, told to the person, counted, and owned up to when it is broken."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hub.opening import begin_new_epoch
from kiosk.catalogue.define.catalogue import LiveCatalogue, open_catalogue
from kiosk.domain.visits.ledger import Entry
from kiosk.services.box.box import Box, shipped_procedures, take_settings
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.figures import kept_promises
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.visits import visits as notes
from kiosk.settings import read_settings
from kiosk.store import visits
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.gallery.site.page import Browser, Form, Page
from tests.gallery.site.steps_taken import called, hand_over, sign_in
from tests.gallery.site.telephone import Telephone
from tests.screens.conftest import Decide
from tests.screens.test_visits import counted

_OURS = "s’engage à répondre en 15 jours"


def promise(desk: Browser, days: str = "15", minutes: str = "") -> Page:
    form: Form = desk.get("/desk/place/promises").form("answer")
    return desk.send(form.with_values({"promised_answer_days": days, "promised_help_minutes": minutes}))


@pytest.mark.parametrize("wrong", ["0", "-3", "10000", "quinze", "15 jours", "1,5", "9" * 5000, "366"])
def test_a_promise_that_says_nothing_is_refused_and_what_was_typed_stays(desk: Browser, box: Box, wrong: str) -> None:
    promise(desk, "20", "5")
    page = promise(desk, wrong, "4")
    assert page.status == 422 and "laissez vide pour ne rien promettre" in page.main
    assert page.one("#promised_answer_days").get("value") == wrong
    assert page.one("#promised_help_minutes").get("value") == "4"
    assert (box.settings.promised_answer_days, box.settings.promised_help_minutes) == (20, 5)
    page = promise(desk, "20", wrong)
    assert page.status == 422 and page.one("#promised_help_minutes").get("aria-invalid") == "true"


def test_a_promise_is_told_at_once_and_at_the_next_start_and_taken_back(
    desk: Browser, terminal: Browser, box: Box
) -> None:
    assert "s’engage" not in terminal.get("/").main
    page = promise(desk, "15", "5")
    assert _OURS in page.main and "en 5 minutes" in page.main and _OURS in terminal.get("/").main
    desk.get("/desk/bell")
    assert "La mairie s’engage à venir en 5 minutes." in terminal.get("/call").main
    written = read_settings(box.settings.data, {})
    assert (written.promised_answer_days, written.promised_help_minutes) == (15, 5)
    assert promise(desk, "١٢").status == 200 and box.settings.promised_answer_days == 12
    page = promise(desk, "")
    assert "Rien n’est promis." in page.main and "s’engage" not in terminal.get("/").main
    assert "s’engage" not in terminal.get("/call").main


def test_what_was_promised_at_the_deposit_is_what_is_promised(desk: Browser, box: Box, watch: Watch) -> None:
    before = steps_taken.reference_of(steps_taken.submitted(desk))
    promise(desk, "15")
    page = steps_taken.submitted(desk)
    day = box.watch.today().day + timedelta(days=15)
    said = f"au plus tard le {day.day}"
    assert said in page.main
    promise(desk, "3")
    reference = steps_taken.reference_of(page)
    assert f"Réponse promise {said}" in desk.get(f"/desk/references/{reference}").main
    assert "promis" not in desk.get(f"/desk/references/{before}").main, "nothing was promised to who asked before"
    watch.wait(timedelta(days=15))
    sign_in(desk)
    assert "Demandes sans la réponse promise" not in desk.get("/desk").main
    watch.wait(timedelta(days=1))
    sign_in(desk)
    page = desk.get("/desk")
    assert "Demandes sans la réponse promise : 1" in page.main
    assert "Promesse dépassée" in desk.get(f"/desk/references/{reference}").main


def test_who_waits_is_told_that_the_town_hall_is_late_and_whom_to_call(
    linked: Box, linked_desk: Browser, central: Central, decides: Decide, watch: Watch
) -> None:
    promise(linked_desk, "10")
    page = steps_taken.submitted(linked_desk)
    reference = steps_taken.reference_of(page)
    code = re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.main)[0]
    exchange_with_hub(linked, hub_of(linked))
    terminal = hand_over(Browser(linked_desk.client.application.test_client()))

    def hear() -> tuple[str, str]:
        form = terminal.get("/where").form_to("/where")
        telephone = Telephone(central.app.test_client(), reference, code)
        page = terminal.send(form.with_values({"number": reference, "code": code}))
        return page.main, telephone.answer().get_data(as_text=True)

    day = linked.watch.today().day + timedelta(days=10)
    assert all(f"s’est engagée à répondre au plus tard le {day.day}" in said for said in hear())
    watch.wait(timedelta(days=11))
    for said in hear():
        assert "Elle est en retard." in said and "02 99 00 00 00" in said.replace("\u00a0", " ").replace("\u202f", " ")
    decides(reference, "accepted", "")
    assert not any("en retard" in said or "engagée" in said for said in hear())
    exchange_with_hub(linked, hub_of(linked))
    counts = counted(linked)
    assert counts["promise birth-certificate late"] == 1 == counts["answer-days birth-certificate 11"]


def test_waiting_for_the_person_s_own_papers_breaks_no_promise(
    linked: Box, linked_desk: Browser, decides: Decide, watch: Watch
) -> None:
    promise(linked_desk, "10")
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    exchange_with_hub(linked, hub_of(linked))
    decides(reference, "incomplete", "Il manque le livret.")
    exchange_with_hub(linked, hub_of(linked))
    watch.wait(timedelta(days=20))
    sign_in(linked_desk)
    assert "Demandes sans la réponse promise" not in linked_desk.get("/desk").main
    assert "réponse promise au plus tard le" in linked_desk.get("/desk").main
    decides(reference, "accepted", "")
    exchange_with_hub(linked, hub_of(linked))
    counts = counted(linked)
    assert counts["promise birth-certificate in-time"] == 1, counts


def test_a_decision_is_counted_once_against_promise_and_law(
    linked: Box, linked_desk: Browser, central: Central, decides: Decide, watch: Watch
) -> None:
    refusing = let_silence_refuse(linked)
    soon, late = (submitted(refusing).reference for _ in range(2))
    promise(linked_desk, "10")
    promised = submitted(replace(refusing, settings=linked.settings)).reference
    exchange_with_hub(linked, hub_of(linked))
    watch.wait(timedelta(days=10))
    decides(soon, "accepted", "")
    decides(promised, "accepted", "")
    exchange_with_hub(linked, hub_of(linked))
    noted = {what: count for what, count in counted(linked).items() if what.startswith(("law", "promise "))}
    assert noted == {
        "law birth-certificate in-time": 2,
        "promise birth-certificate none": 1,
        "promise birth-certificate in-time": 1,
    }
    watch.wait(timedelta(days=70))
    decides(late, "refused", "Non.")
    exchange_with_hub(linked, hub_of(linked))
    before = counted(linked)
    assert before["law birth-certificate late"] == 1 and before["promise birth-certificate none"] == 2
    begin_new_epoch(central.hub.store, watch)
    for _ in range(3):
        exchange_with_hub(linked, hub_of(linked))
    assert counted(linked) == before, "a hub that was put back says everything again"


def let_silence_refuse(box: Box) -> Box:
    """The box with a procedure of its own in the place of the one that ships, which silence refuses."""
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    own = re.sub(r"(silence:\n  means: )none\n  text:\n.*\n.*\n", r"\1refused\n  after_months: 2\n", shipped)
    folder = box.settings.paths.procedures
    folder.mkdir(exist_ok=True)
    (folder / "birth-certificate.yaml").write_text(own.replace("accuse: non\n", ""), "utf-8")
    return replace(box, live_catalogue=LiveCatalogue(open_catalogue([shipped_procedures(), folder])))


def keep_decisions(box: Box, month: date, **kept: int) -> None:
    """Note that so many decisions of a month kept the promise, or did not (`in_time`, `late`)."""
    with box.store.write() as db:
        for value, count in kept.items():
            for _ in range(count):
                visits.insert_line_of_no_visit(
                    db, Entry.PROMISE, month, datetime.combine(month, time(9), UTC), value.replace("_", "-"), "any"
                )


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (({"in_time": 45, "late": 5},), "Tenu 9 fois sur 10"),
        (({"in_time": 39, "late": 5}, {"in_time": 5}), "Tenu 8 fois sur 10"),
        (({"in_time": 10},), "Tenu 10 fois sur 10"),
        (({"in_time": 5, "late": 45}, {}, {}), "Tenu 1 fois sur 10"),
        (({"in_time": 9},), ""),
        (({"in_time": 10, "late": 4},), ""),
        (({"in_time": 10}, {"late": 4}), ""),
        (({"in_time": 5}, {}, {"in_time": 4}), ""),
        (({}, {}, {}, {"in_time": 50}), ""),
    ],
)
def test_how_often_it_was_kept_is_said_only_where_what_is_published_tells_it(
    desk: Browser, box: Box, months: tuple[dict[str, int], ...], said: str
) -> None:
    """From ten decisions of the three last whole months on, and only where none of them is left out."""
    promise(desk, "15")
    month = box.watch.today().day.replace(day=1)
    keep_decisions(box, month, in_time=50)
    for kept in months:
        month = (month - timedelta(days=1)).replace(day=1)
        keep_decisions(box, month, **kept)
    page = Browser(desk.client.application.test_client()).get("/")
    assert _OURS in page.main and (said in page.main if said else "Tenu" not in page.main)


def test_what_was_kept_of_another_promise_says_nothing_of_this_one(
    linked: Box, linked_desk: Browser, decides: Decide, watch: Watch
) -> None:
    promise(linked_desk, "30")
    reference = submitted(linked).reference
    exchange_with_hub(linked, hub_of(linked))
    decides(reference, "accepted", "")
    exchange_with_hub(linked, hub_of(linked))
    keep_decisions(linked, linked.watch.today().day, in_time=10)
    watch.wait(timedelta(days=31))
    assert kept_promises.read_promises(linked).kept_in_ten == 10
    take_settings(linked, replace(linked.settings, promised_answer_days=15))
    assert kept_promises.read_promises(linked).kept_in_ten is None


def test_the_month_says_what_was_kept_of_promise_law_and_calls(
    desk: Browser, terminal: Browser, box: Box, watch: Watch
) -> None:
    assert not desk.get("/desk/figures").all("#promises")
    keep_decisions(box, box.watch.today().day, in_time=3, late=1, none=7)
    called(terminal, "/")
    watch.wait(timedelta(minutes=5, seconds=1))
    notes.note_call_answered(box, 301)
    notes.note_call_answered(box, 300)
    said = desk.get("/desk/figures").one("#promises").text_content()
    assert "3 sur 4" in said and "borne" not in said and "loi" not in said
    take_settings(box, replace(box.settings, promised_help_minutes=5))
    said = " ".join(desk.get("/desk/figures").one("#promises").text_content().split())
    assert "Appel d’une borne entendu en 5 minutes : 1 sur 2" in said
