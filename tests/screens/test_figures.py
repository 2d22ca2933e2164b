"""The figures of a month or year: true for who supervises, published for everybody else, and nothing else leaves."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pikepdf
import pytest
from msgspec.structs import replace

from kiosk.domain.figures.figures import LEAST, PUBLISHED
from kiosk.domain.figures.spans import Span, make_month, make_year
from kiosk.domain.visits.ledger import Entry, VisitPlace
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.figures import council, figures
from kiosk.services.figures.figure_names import list_ways_to_say
from kiosk.services.visits import activity_report, visits
from kiosk.store import cases
from kiosk.store.updates import NewUpdate
from kiosk.store.visits import insert_line_of_no_visit, insert_visit, insert_visit_line, save_open_visit
from kiosk.words import paper_fonts
from printers.renderers.pdf import A4
from tests.conftest import Watch
from tests.figures import keep_month
from tests.gallery.site.gestures import submitted
from tests.gallery.site.page import Browser
from tests.services.test_papers_for_everyone import faults


@pytest.fixture
def closed(box: Box) -> Span:
    """A month that is over for long, with its visits."""
    month = make_month(box.watch.today().day).before.before
    keep_month(box, month.first)
    return month


def of(span: Span) -> str:
    return f"/desk/figures?{urlencode(span.asked)}"


def test_a_chart_says_what_is_most_before_its_table(desk: Browser, closed: Span) -> None:
    main = desk.get(of(closed)).main
    assert "Le plus : Acte de naissance, 78 Ce qu’on demande le plus Démarche" in main
    assert re.search(r"Personnes reçues, par jour Le plus : \w+ \w+ \w+ \d{4}, 12 ", main)


def test_a_month_is_beside_the_one_before_and_that_of_last_year(desk: Browser, box: Box, closed: Span) -> None:
    before, last_year = closed.earlier
    keep_month(box, before.first, 10)
    keep_month(box, last_year.first, 9)
    page = desk.get(of(closed))
    compared = page.words("table tbody tr")
    assert any(line.split()[-3:] == ["200", "160", "140"] for line in compared)
    assert "+ 40" in page.words(".sums .panel")[0] and "+ 60" in page.words(".sums .panel")[0]


def test_a_month_that_goes_on_is_compared_with_none(desk: Browser, box: Box, closed: Span) -> None:
    now = make_month(box.watch.today().day)
    keep_month(box, now.first)
    keep_month(box, now.before.first, 10)
    page = desk.get("/desk/figures")
    assert "200 personnes reçues" in page.main and "bougent encore" in page.main
    assert "D’une période à l’autre" not in page.main and not [link for link in page.links() if "council" in link]


def test_a_year_is_the_sum_of_its_months(desk: Browser, box: Box) -> None:
    year = make_year(box.watch.today().day).before
    for number, month in enumerate(list(year.list_months())[:3]):
        few(box, month.first, 6 + number)
    page = desk.get(of(year))
    assert page.heading == year.code and "21 personnes reçues" in page.main
    assert [line.split()[-1] for line in page.words("details tbody tr")] == ["6", "7", "8"]


@pytest.mark.parametrize("asked", ["", "2026-13", "1999", "0000", "demain", "2026-1", "%00", "2026-02-30"])
def test_a_period_that_is_none_is_answered_with_the_month_at_hand(desk: Browser, box: Box, asked: str) -> None:
    page = desk.get(f"/desk/figures?month={asked}")
    assert page.status == 200 and page.heading == box.words().month(box.watch.today().day)


def test_who_supervises_nobody_reads_what_is_published_and_no_more(omars_desk: Browser, box: Box, closed: Span) -> None:
    page = omars_desk.get("/desk/figures")
    if page.heading != box.words().month(closed.first):  # the month after is closed too, and had nobody
        page = omars_desk.get(of(closed))
    assert "Vous voyez les chiffres publiés" in page.main and "200 personnes reçues" in page.main
    assert "Pas content" not in page.main and "Autres 5" in page.main
    assert not [number for number in page.words(".bars strong") if int(number) < LEAST]
    refused = omars_desk.get(of(make_month(box.watch.today().day)))
    assert "Rien n’en sort encore" in refused.main and "/desk" in refused.links()


def test_of_four_visits_who_supervises_nobody_learns_nothing(omars_desk: Browser, box: Box) -> None:
    month = make_month(box.watch.today().day).before.before
    few(box, month.first, 4)
    assert "Moins de cinq personnes ont été reçues" in omars_desk.get(of(month)).main


def few(box: Box, day: date, number: int, *kinds: tuple[Entry, str]) -> None:
    """That many visits on a day, all of which had these lines."""
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    with box.store.write() as db:
        for _ in range(number):
            visit_id = box.clock.new_id()
            insert_visit(db, visit_id, VisitPlace.DESK, day, at)
            for kind, value in (*kinds, (Entry.ENDED, "desk")):
                insert_visit_line(db, visit_id, kind, at, value=value)


def choose(box: Box, day: date, choice: str, number: int) -> None:
    """In so many visits of the month of a day somebody chose this of how to see or listen."""
    with box.store.write() as db:
        db.table("comfort_counts").insert({"month": f"{day:%Y-%m}", "choice": choice, "count": number})


def test_while_the_date_is_in_doubt_the_page_says_that_this_is_why_nothing_leaves(
    desk: Browser, box: Box, watch: Watch, closed: Span
) -> None:
    watch.jump(-timedelta(hours=30))
    page = desk.get(of(closed))
    assert "La date de ce poste n’est pas sûre" in page.main and "bougent encore" not in page.main
    assert not [link for link in page.links() if "council" in link or "table" in link]


def test_nothing_leaves_of_what_goes_on(desk: Browser, box: Box, watch: Watch) -> None:
    now = make_month(box.watch.today().day)
    few(box, now.first, 8)
    for path in ("table.csv", "table.xlsx", "table.json", "council.pdf"):
        for span in (now, make_year(now.first), now.after):
            answer = desk.get(f"/desk/figures/{path}?{urlencode(span.asked)}")
            assert answer.status == 409 and "Demandez une période finie" in answer.main
            assert any(link.startswith("/desk") for link in answer.links())
    third = (now.last + timedelta(days=figures.SETTLES.days + 1)) - box.watch.today().day
    watch.wait(third - timedelta(days=1))
    assert not figures.is_closed(box, now.last)
    watch.wait(timedelta(days=1))
    assert figures.is_closed(box, now.last)


def test_a_month_is_not_over_while_one_of_its_visits_goes_on(desk: Browser, box: Box, closed: Span) -> None:
    assert figures.is_closed(box, closed.last)
    with box.store.write() as db:
        insert_visit(db, "left open", VisitPlace.DESK, closed.last, box.clock.now())
        save_open_visit(db, "a session", "left open")
    assert not figures.is_closed(box, closed.last)


def test_a_decision_that_comes_late_leaves_a_published_month_as_it_was(desk: Browser, box: Box, closed: Span) -> None:
    before = figures.read_published_figures(box, closed.first, closed.last)
    submission = cases.read_submission(box.store.read(), submitted(box).case_id)
    assert submission is not None
    at = datetime(closed.last.year, closed.last.month, 20, tzinfo=UTC)
    made = NewUpdate("u", "e", 1, submission.reference, "state", "accepted", at.isoformat(), "etat-civil", b"")
    for _ in range(5):
        with box.store.write() as db:
            visits.note_decision(box, db, submission, made, visits.DueDays(None, None))
    assert figures.read_published_figures(box, closed.first, closed.last) == before
    today = box.watch.today().day
    told = figures.read_figures(box, today.replace(day=1), today)
    assert sum(line.count for line in told.outcomes) == 5


def test_comfort_is_shown_to_nobody_under_five_nor_where_all_but_four_chose_it(desk: Browser, box: Box) -> None:
    """Article 9 of the GDPR: not even to who supervises, and not before the month is over."""
    month = make_month(box.watch.today().day).before.before
    few(box, month.first, 15)
    for choice, number in (("largest", 4), ("low-glare", 6), ("slow", 11)):
        choose(box, month.first, choice, number)
    page = desk.get(of(month))
    assert "15 personnes reçues" in page.main
    assert "Lumière douce 6" in page.main and "La plus grande" not in page.main
    assert "Plus de temps" not in page.main, "eleven of fifteen: that four did not is as much a secret"
    now = box.watch.today().day.replace(day=1)
    few(box, now, 40)
    choose(box, now, "dyslexic", 20)
    assert "dyslexiques" not in desk.get("/desk/figures").main


def test_tables_hold_numbers_words_beside_codes_and_no_formula(desk: Browser, box: Box, closed: Span) -> None:
    box.site = replace(box.site, name='=HYPERLINK("http://a.example")')
    keep_month(box, closed.before.first, 3)
    said = desk.get(f"/desk/figures/table.csv?month={closed.code}").bytes.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(said), delimiter=";"))
    assert list(lines[0]) == ["Mois", "Lieu", "Tableau", "Quoi", "Nombre", "Code du tableau", "Code"]
    assert {line["Lieu"] for line in lines} == {"'" + box.site.name}
    birth = next(line for line in lines if line["Code"] == "birth-certificate")
    assert (birth["Mois"], birth["Quoi"], birth["Nombre"]) == (closed.code, "Acte de naissance", "78")
    assert all(int(line["Nombre"]) >= LEAST for line in lines if line["Code du tableau"] != "shares")
    book = zipfile.ZipFile(io.BytesIO(desk.get(f"/desk/figures/table.xlsx?month={closed.code}").bytes))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>78</v>" in sheet and "<f>" not in sheet and "HYPERLINK" in book.read("xl/sharedStrings.xml").decode()
    assert len(re.findall(r'<c r="E\d+"><v>', sheet)) == len(lines), "each count is a number"
    assert desk.get("/desk/figures/table.exe").status == 404


def test_the_tables_of_a_year_are_those_of_its_months(desk: Browser, box: Box) -> None:
    year = make_year(box.watch.today().day).before
    months = list(year.list_months())[:2]
    for month in months:
        few(box, month.first, 6, (Entry.LANGUAGE, "ar"))
    read = [json.loads(desk.get(f"/desk/figures/table.json?{urlencode(span.asked)}").bytes) for span in (year, *months)]
    assert read[0][:2] == read[1] + read[2] and len(read[0]) == 12


def test_the_council_reads_one_page_of_what_is_published_and_so_does_who_listens(
    desk: Browser, box: Box, closed: Span
) -> None:
    keep_month(box, closed.before.first, 10)
    answer = desk.get(f"/desk/figures/council.pdf?month={closed.code}")
    assert answer.headers["Content-Type"] == "application/pdf" and faults(answer.bytes) == []
    said = " ".join(str(block) for block in council.make_council_slip(box, closed).blocks)
    assert "200 (160 en " in said and "Acte de naissance : 78" in said and "Bien : 35, autres : 5" in said
    published = figures.read_published_figures(box, closed.first, closed.last)
    told = {line.count for table in published.tables.values() for line in table}
    told |= {sum(line.count for line in table) for table in published.tables.values()} | {160, LEAST}
    told |= {published.half_minutes, published.most_minutes, published.half_days, published.most_days}
    numbers = {
        int(number)
        for number in re.findall(r"\d+", re.sub(r"\b(20\d\d|\d+ (?:place|sur)|35140)\b|02 99.*?'", "", said))
    }
    assert numbers - told <= {1, 2, 3}, "nothing on the page but what is published, and the levels of its headings"


def test_the_council_s_page_is_always_one(box: Box) -> None:
    """Twelve procedures with names of the longest, every language, a year whose months all differ."""
    year = make_year(box.watch.today().day).before
    at = datetime(year.first.year, 1, 1, tzinfo=UTC)
    spoken = ("fr", "en", "ar", "uk", "es", "pt")
    lines = [
        *((Entry.SUBMITTED, f"a-procedure-{number}-" + "très long " * 20, "counter") for number in range(12)),
        *((Entry.LANGUAGE, "", language) for language in spoken),
        *((Entry.ENDED, "", place) for place in ("desk", "terminal")),
        *((Entry.SUBMITTED, "birth-certificate", channel) for channel in ("kiosk", "phone", "counter")),
        *((Entry.DECIDED, "", state) for state in ("accepted", "refused", "closed", "withdrawn")),
        *((Entry.LAW, "", kept) for kept in ("in-time", "late")),
        *((Entry.PROMISE, "", kept) for kept in ("in-time", "late")),
    ]
    for span in (year, make_month(year.first)):
        with box.store.write() as db:
            for month in span.list_months():
                for kind, procedure_id, value in lines:
                    insert_line_of_no_visit(db, kind, month.first, at, value, procedure_id)
                    db.execute("UPDATE visit_counts SET count = 9876543 WHERE day = ?", (month.first.isoformat(),))
                for kind, value in ((Entry.MINUTES, "480"), (Entry.ANSWER_DAYS, "3650")):
                    for _ in range(12):
                        insert_line_of_no_visit(db, kind, month.first, at, value, "")
        slip = council.make_council_slip(box, span)
        assert (
            sum("très long" in item for block in slip.blocks for item in getattr(block, "items", ()))
            >= council.MOST - 1
        )
        with pikepdf.open(io.BytesIO(A4.render(slip, paper_fonts.load_paper_fonts()))) as document:
            assert len(document.pages) == 1


def test_every_published_table_and_line_is_called_by_words(box: Box) -> None:
    """A table that comes later has its words in the files too, and says what its lines are."""
    words = box.words()
    for name in (*PUBLISHED, "stopped", "comfort", "alone", "shares"):
        assert words.has("figures", name), name
        assert name == "shares" or name in list_ways_to_say(box, words), name


def test_what_is_noted_of_a_visit_of_a_closed_month_changes_nothing(nadia: Actor, box: Box) -> None:
    """A page that was left open since the last day of a month, and sent after its figures have left."""
    day = make_month(box.watch.today().day).before.before.last
    with box.store.write() as db:
        insert_visit(db, "long ago", VisitPlace.DESK, day, box.clock.now())
        for kind in (Entry.SERVED, Entry.ENDED):
            insert_visit_line(db, "long ago", kind, box.clock.now(), value="desk", by=nadia.mediator_id)
    before = figures.read_figures(box, day, day)
    with pytest.raises(Refused, match="no-such-work"):
        activity_report.note_previous_visit(box, "long ago", "justice", "", nadia)
    assert figures.read_figures(box, day, day) == before
