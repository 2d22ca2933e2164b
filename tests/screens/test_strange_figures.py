"""Clocks that leap, presses that come twice, addresses that are no month: figures stay true, nobody sees a fault."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.visits.ledger import Entry
from kiosk.services.box.box import Actor, Box
from kiosk.services.figures import figures
from kiosk.services.upkeep import retention
from kiosk.services.visits.opinions import LONGEST
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page

NO_MONTHS = ("2026-13", "9999-99", "0000-01", "0001-01", "9999-12", "2026-1", "-", "2026-W01", "<b>", "é" * 500)


def received(desk: Browser) -> Page:
    return desk.send(desk.get("/desk").form_to("/receive"))


def leave(browser: Browser) -> Page:
    return browser.send(browser.get("/procedures").form_to("/next"))


def lines(box: Box, kind: Entry) -> list[str]:
    return [row["value"] for row in box.store.read().query("SELECT value FROM visit_ledger WHERE kind = ?", [kind])]


def faces(box: Box) -> dict[str, int]:
    """What was pressed, over all months; none is counted less than never."""
    counts = {(row["month"], row["face"]): row["count"] for row in box.store.read().query("SELECT * FROM opinions")}
    assert min(counts.values(), default=0) >= 0, counts
    return {face: sum(count for (_, said), count in counts.items() if said == face) for _, face in counts}


@pytest.mark.parametrize("asked", NO_MONTHS)
def test_an_address_that_is_no_month_shows_this_one_and_the_tables_of_the_last(
    desk: Browser, box: Box, asked: str
) -> None:
    shown = desk.get("/desk/figures", query_string={"month": asked})
    assert shown.status == 200 and shown.heading == desk.get("/desk/figures").heading
    table = desk.get("/desk/figures/table.json", query_string={"month": asked})
    closed = figures.find_last_closed_month(box)
    assert table.status == 200 and json.loads(table.bytes)[0]["first"] == closed.first.isoformat()
    assert desk.get("/desk/figures/table.csv", query_string={"month": asked}).status == 200


def test_a_site_where_nobody_has_come_yet_has_a_page_of_figures(desk: Browser) -> None:
    page = desk.get("/desk/figures")
    assert page.status == 200 and not page.all("svg rect")
    assert len(desk.get("/desk/figures/table.csv").bytes.decode().splitlines()) == 1, "the heads alone"


@pytest.mark.parametrize("leap", [timedelta(hours=-3), timedelta(days=-40), timedelta(days=400)])
def test_a_clock_that_is_set_in_the_middle_of_a_visit_changes_neither_its_day_nor_its_minutes_below_none(
    desk: Browser, box: Box, watch: Watch, leap: timedelta
) -> None:
    day = box.watch.today().day
    received(desk)
    watch.wait(timedelta(minutes=2))
    desk.get("/procedures")
    watch.jump(leap)
    desk.get("/procedures")
    watch.jump(-leap)
    watch.wait(timedelta(days=2))
    retention.destroy_expired_data(box)
    assert len(lines(box, Entry.ENDED)) == 1
    assert [int(minutes) for minutes in lines(box, Entry.MINUTES)] >= [0]
    days = {row["day"] for row in box.store.read().query("SELECT day FROM visit_ledger")}
    assert days == {day.isoformat()}


def test_who_was_at_the_desk_when_the_power_went_is_one_visit_once_the_mediator_has_signed_in_again(
    desk: Browser, box: Box, nadia: Actor
) -> None:
    received(desk)
    box.shifts.end(nadia.mediator_id)
    steps_taken.sign_in(desk)
    received(desk)
    leave(desk)
    assert len(lines(box, Entry.BEGUN)) == len(lines(box, Entry.ENDED)) == 1


def test_who_comes_to_a_terminal_long_after_the_power_went_is_somebody_else(
    terminal: Browser, box: Box, watch: Watch
) -> None:
    steps_taken.begin(terminal)
    terminal.client.delete_cookie("parvis")
    watch.wait(timedelta(minutes=box.settings.terminal_idle_minutes + 1))
    steps_taken.begin(terminal)
    assert lines(box, Entry.BEGUN).count("terminal") == 2


def test_a_face_changed_after_midnight_stays_in_the_month_of_its_visit(
    terminal: Browser, box: Box, watch: Watch
) -> None:
    month_end = datetime(box.watch.today().day.year + 1, 1, 1, 23, 58, tzinfo=UTC) - timedelta(days=1, hours=1)
    watch.jump(month_end - watch.now())
    page = steps_taken.alone(terminal)
    page = terminal.send(page.form_to("/opinion", "bad"))
    watch.wait(timedelta(minutes=3))
    terminal.send(page.form_to("/opinion", "good"))
    assert faces(box) == {"bad": 0, "good": 1}


def test_a_face_that_is_sent_again_counts_once_and_one_that_is_none_never(terminal: Browser, box: Box) -> None:
    page = steps_taken.alone(terminal)
    form = page.form_to("/opinion", "good")
    for _ in range(3):  # the same bytes, as a page that is loaded again sends them
        terminal.send(form)
    for wrong in ("", "GOOD", "angry", "good ", "é" * 5000):
        terminal.client.post(form.action, data=form | {"face": wrong})
    assert faces(box) == {"good": 1}
    leave(terminal)
    terminal.client.post(form.action, data=form)
    assert faces(box) == {"good": 1}, "who has gone presses no more"


def test_a_word_of_ten_thousand_characters_is_refused_in_words_and_a_shorter_one_is_taken(
    terminal: Browser, box: Box
) -> None:
    page = terminal.send(steps_taken.alone(terminal).form_to("/opinion", "good"))
    form = page.form_to("/word")
    assert page.one("#word").get("maxlength") == str(LONGEST), "nobody writes more in a browser, and loses it"
    told = terminal.send(form.with_values({"word": "a" * 10_000}))
    assert told.status == 409 and "500" in told.main
    words = box.store.read().table("opinion_words")
    assert words.count_where() == 0
    again = terminal.send(form.with_values({"word": "Merci."}))
    assert "Merci. C’est noté." in again.main and words.count_where() == 1
    terminal.send(form)
    assert words.count_where() == 1


def test_who_types_the_same_paper_twice_is_told_of_the_other_request(desk: Browser, box: Box) -> None:
    """Nobody is stopped, as two certificates may be wanted; they are two requests of one visit."""
    received(desk)
    steps_taken.submitted(desk)
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="contact")
    assert "1 autre dossier" in page.text.replace("\xa0", " ")
    steps_taken.confirmed(desk, steps_taken.fill(desk, page))
    leave(desk)
    assert len(lines(box, Entry.SUBMITTED)) == 2 and len(lines(box, Entry.ENDED)) == 1


OF_THE_PERSON = ("Benali", "Marie", "Louise", "Petit", "Anne", "Karim", "1965", "02 99 00 00 01", "299000001", "Rennes")
COUNTED = ("visit_ledger", "visit_counts", "open_visits", "opinions")


def test_nothing_that_is_counted_shown_or_exported_names_who_came(desk: Browser, terminal: Browser, box: Box) -> None:
    received(desk)
    review = steps_taken.to_review(desk)
    typed = [word for word in OF_THE_PERSON if word in review.text.replace("\xa0", " ")]
    assert len(typed) >= 8, "the words that are looked for are those of the page"
    reference = steps_taken.reference_of(steps_taken.confirmed(desk, review))
    leave(desk)
    own = steps_taken.alone(terminal)
    terminal.send(own.form_to("/opinion", "good"))
    secrets = [*OF_THE_PERSON, reference, reference[-6:], steps_taken.reference_of(own), steps_taken.case_of(own)]
    leave(terminal)
    steps_taken.begin(terminal)
    db = box.store.read()
    kept = {table: "\n".join(map(repr, db.table(table).rows)) for table in COUNTED}
    shown = {path: desk.get(f"/desk/figures{path}") for path in ("", "/table.csv", "/table.json")}
    kept |= {path: page.main if path == "" else page.bytes.decode() for path, page in shown.items()}
    assert all(kept.values()), "there is something to find"
    for where, text in kept.items():
        assert not [secret for secret in secrets if secret in text.replace("\xa0", " ")], where
