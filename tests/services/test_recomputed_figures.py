"""Every figure is what somebody finds who counts the lines of the ledger by hand, in whatever month."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from kiosk.domain.figures.figures import Figures, find_share
from kiosk.domain.visits.ledger import Entry, OpinionFace
from kiosk.services.box.box import Box
from kiosk.services.figures import figures
from kiosk.store import opinions, visits

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
COUNTED = {
    "places": ("ended", "value"), "days": ("ended", "day"), "minutes": ("minutes", "value"),
    "requests": ("submitted", "procedure_id"), "channels": ("submitted", "value"), "languages": ("language", "value"),
    "outcomes": ("decided", "value"), "papers": ("printed", "value"), "unsolved": ("unsolved", "procedure_id"),
    "visits": ("ended", ""), "additions": ("added", ""), "calls": ("called", ""),
}  # fmt: skip
"""How each figure is counted: the kind of its lines and the column that tells them apart. One that has the name of a
kind is not named here."""
OTHERWISE = {"first", "last", "opinions", "comfort", "stopped"}
NUMBERS = (Entry.MINUTES, Entry.ANSWER_DAYS, Entry.CALL_MINUTES)
PROCEDURES = ("birth-certificate", "street-problem")
DAYS = st.sampled_from((FIRST - timedelta(days=1), FIRST, date(2026, 11, 15), LAST, LAST + timedelta(days=1)))


class Line(Struct, frozen=True):
    kind: Entry
    procedure_id: str
    value: str


def lines(kind: Entry) -> st.SearchStrategy[Line]:
    values = st.sampled_from(("0", "3", "12", "120")) if kind in NUMBERS else st.sampled_from(("a", "b"))
    return st.builds(Line, st.just(kind), st.sampled_from(PROCEDURES), values)


ANY = st.sampled_from([kind for kind in Entry if kind != Entry.BEGUN]).flatmap(lines)
Month = list[tuple[date, bool, list[Line]]]
"""Days, whether what stands beside them is of a visit, and its lines."""
MONTH = st.lists(st.tuples(DAYS, st.booleans(), st.lists(ANY, max_size=8)), max_size=25)


def lists_of(*choices: str) -> st.SearchStrategy[list[tuple[date, str]]]:
    return st.lists(st.tuples(DAYS, st.sampled_from(choices)), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MONTH, lists_of(*OpinionFace), lists_of("speech", "large"))
def test_every_figure_is_what_the_lines_of_the_ledger_say(
    box: Box, month: Month, faces: list[tuple[date, str]], comfort: list[tuple[date, str]]
) -> None:
    keep(box, month, faces, comfort)
    found = figures.read_figures(box, FIRST, LAST)
    for name in Figures.__struct_fields__:
        if name not in OTHERWISE:
            shown = getattr(found, name)
            shown = shown if isinstance(shown, int) else [(line.name, line.count) for line in shown]
            assert shown == recounted(box, name), name
    pressed = Counter(str(face) for day, face in faces if day.month == FIRST.month)
    assert {line.name: line.count for line in found.opinions} == pressed
    chosen = Counter(str(choice) for day, choice in comfort if day.month == FIRST.month)
    assert {line.name: line.count for line in found.comfort} == chosen
    stops = Counter((str(line.procedure_id), str(line.value)) for line in within(month, Entry.LEFT))
    begun = Counter(str(line.procedure_id) for line in within(month, Entry.CASE))
    assert {(stop.procedure_id, stop.step_id): stop.count for stop in found.stopped} == stops
    assert all(stop.begun == (begun[stop.procedure_id] or stop.count) for stop in found.stopped)
    assert found.sent == len(within(month, Entry.SUBMITTED)) and found.printed == len(within(month, Entry.PRINTED))
    took = sorted(int(line.value) for line in within(month, Entry.MINUTES))
    for per_cent in (50, 90):
        enough = (minutes for minutes in took if sum(other <= minutes for other in took) >= len(took) * per_cent / 100)
        assert find_share(found.minutes, per_cent) == next(enough, None)


def keep(box: Box, month: Month, faces: list[tuple[date, str]], comfort: list[tuple[date, str]]) -> None:
    """Keep these days of visits, and of lines that are of no visit, in place of what there was."""
    with box.store.write() as db:
        for table in ("visit_ledger", "visit_counts", "opinions", "comfort_counts"):
            db.table(table).delete_where()
        for day, of_a_visit, kept in month:
            at, visit_id = datetime.combine(day, time(9), UTC), box.clock.new_id()
            if of_a_visit:
                visits.insert_visit(db, visit_id, "desk", day, at)  # type: ignore[arg-type]
            for line in kept:
                if of_a_visit:
                    visits.insert_visit_line(
                        db, visit_id, line.kind, at, value=line.value, procedure_id=line.procedure_id
                    )
                else:
                    visits.insert_line_of_no_visit(db, line.kind, day, at, line.value, line.procedure_id)
        for day, face in faces:
            opinions.count_opinion(db, day, face)
        for (month_of, choice), many in Counter((day.isoformat()[:7], choice) for day, choice in comfort).items():
            db.table("comfort_counts").insert({"month": month_of, "choice": choice, "count": many})


def within(month: Month, kind: Entry) -> list[Line]:
    return [line for day, _, kept in month if FIRST <= day <= LAST for line in kept if line.kind == kind]


def recounted(box: Box, name: str) -> int | list[tuple[str, int]]:
    """The figure of that name, from the lines of the days themselves."""
    kind, column = COUNTED.get(name) or (name.replace("_", "-"), "value")
    assert kind in set(Entry), f"write in COUNTED how {name} is counted"
    of_the_kind = "FROM visit_ledger WHERE kind = ? AND substr(day, 1, 7) = ?"
    asked = (kind, FIRST.isoformat()[:7])
    if not column:
        return int(box.store.read().execute(f"SELECT count(*) {of_the_kind}", asked).fetchone()[0])
    order = "name" if column == "day" else "many DESC, name"
    query = f"SELECT {column} AS name, count(*) AS many {of_the_kind} GROUP BY name ORDER BY {order}"
    return [(str(said), int(many)) for said, many in box.store.read().execute(query, asked).fetchall()]
