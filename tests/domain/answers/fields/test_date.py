"""Dates, as papers and people write them."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers.fields.date import written_day
from kiosk.domain.answers.fields.kind import AnswerFault
from kiosk.domain.answers.fields.registry import find_field_kind
from tests.domain.samples import TODAY, a_field


def boxes(day="", month="", year=""):
    return {"day": day, "month": month, "year": year}


def test_a_date_is_an_iso_day(judge):
    for typed, value in [
        (boxes("2", "3", "1945"), "1945-03-02"), (boxes("02", "03", "1945"), "1945-03-02"),
        (boxes("1er", "mars", "1945"), "1945-03-01"), (boxes("2", "févr.", "1945"), "1945-02-02"),
        (boxes("2", "FEVRIER", "1945"), "1945-02-02"), (boxes("2", "août", "1945"), "1945-08-02"),
        (boxes("2", "Aug", "1945"), "1945-08-02"), (boxes("2", "juil", "1945"), "1945-07-02"),
        (boxes("٢", "٣", "١٩٤٥"), "1945-03-02"), (boxes("29", "2", "2024"), "2024-02-29"),
        (boxes("02/03/1945"), "1945-03-02"), (boxes("2 mars 1945"), "1945-03-02"),
        (boxes("1er mars 1945"), "1945-03-01"), (boxes("02.03.1945"), "1945-03-02"),
    ]:  # fmt: skip
        assert judge("date", typed) == value


def test_what_is_no_date_says_what_to_mend(judge):
    for typed, fault in [
        (boxes("31", "2", "2000"), "not-a-date"), (boxes("29", "2", "2023"), "not-a-date"),
        (boxes("0", "1", "2000"), "not-a-date"), (boxes("1", "13", "2000"), "not-a-date"),
        (boxes("1", "jui", "2000"), "not-a-date"), (boxes("1", "ma", "2000"), "not-a-date"),
        (boxes("1", "thermidor", "2000"), "not-a-date"), (boxes("-1", "1", "2000"), "not-a-date"),
        (boxes("1_0", "1", "2000"), "not-a-date"), (boxes("1", "1", "deux"), "not-a-date"),
        (boxes("1", "1", "0000"), "not-a-date"), (boxes("5", "9" * 40, "2000"), "not-a-date"),
        (boxes("9" * 9000, "1", "2000"), "not-a-date"), (boxes("1", "1", "50"), "year-four-digits"),
        (boxes("1", "1", "19500"), "year-four-digits"), (boxes("1/1/50"), "year-four-digits"),
        (boxes("1", "1"), "year-missing"), (boxes("1", "", "2000"), "incomplete-date"),
        (boxes("", "1", "2000"), "incomplete-date"), (boxes("", "", "2000"), "incomplete-date"),
        (boxes("1", "1", "1895"), "too-long-ago"), (boxes("1\x00", "1", "2000"), "bad-character"),
    ]:  # fmt: skip
        assert judge("date", typed) == f"!{fault}"


def test_a_person_who_knows_only_the_year_can_answer(judge):
    for unknown in ["", "0", "00", "XX", "xx", "-", "??"]:
        assert judge("date", boxes(unknown, unknown, "1950"), year_alone=True, past=True) == "1950"
    assert judge("date", boxes("", "3", "1950"), year_alone=True) == "!day-or-year-alone"
    assert judge("date", boxes("XX", "3", "1950"), year_alone=True) == "!day-or-year-alone"
    assert judge("date", boxes("2", "3", "1950"), year_alone=True) == "1950-03-02"


def test_today_is_neither_past_nor_future(judge):
    today, tomorrow, yesterday = boxes("24", "11", "2026"), boxes("25", "11", "2026"), boxes("23", "11", "2026")
    assert [judge("date", day, past=True) for day in (today, tomorrow)] == ["2026-11-24", "!in-the-future"]
    assert [judge("date", day, future=True) for day in (today, yesterday)] == ["2026-11-24", "!in-the-past"]
    assert judge("date", boxes(year="2026"), year_alone=True, past=True) == "2026"
    assert judge("date", boxes(year="2027"), year_alone=True, past=True) == "!in-the-future"
    assert judge("date", boxes(year="2025"), year_alone=True, future=True) == "!in-the-past"


def test_how_long_ago_can_be_told_by_the_file(judge):
    assert judge("date", boxes("1", "1", "1896")) == "1896-01-01"
    assert judge("date", boxes("1", "1", "1850"), years_back=200) == "1850-01-01"
    assert judge("date", boxes(year="1895"), year_alone=True) == "!too-long-ago"


@given(st.dates(min_value=TODAY.replace(year=1900), max_value=TODAY))
def test_every_day_is_read_as_itself(day):
    typed = {"day": (str(day.day),), "month": (str(day.month),), "year": (str(day.year),)}
    assert find_field_kind("date").judge(a_field("date", past=True), typed, TODAY) == day.isoformat()


@given(st.dates(min_value=TODAY), st.booleans())
def test_a_birth_is_never_after_today(day, alone):
    typed = {"year": (f"{day.year:04}",), **({} if alone else {"day": (str(day.day),), "month": (str(day.month),)})}
    try:
        value = find_field_kind("date").judge(a_field("date", past=True, year_alone=True), typed, TODAY)
    except AnswerFault as fault:
        assert fault.code == "in-the-future"
    else:
        assert value <= TODAY.isoformat()


def test_it_is_shown_in_full_and_a_year_as_a_year(shown):
    assert shown("date", "1945-03-02") == "day:1945-03-02"
    assert shown("date", "1945") == "1945"


def test_past_and_future_at_once_is_a_mistake(mistakes):
    assert mistakes("date", past=True, future=True) == ["past-and-future"]
    assert mistakes("date", past=True, year_alone=True) == []


def test_the_page_has_three_named_boxes_in_a_group(render):
    page = render("date", boxes("2", "mars", "45"), fault="year-four-digits", year_alone=True, help="")
    assert [(box["name"], box["id"], box["value"]) for box in page.controls] == [
        ("f.x.day", "f-x", "2"), ("f.x.month", "f-x-month", "mars"), ("f.x.year", "f-x-year", "45"),
    ]  # fmt: skip
    assert [box.get("aria-invalid") for box in page.controls] == [None, None, "true"]
    assert page.one("legend")["text"].strip() == "Une question"
    assert "seulement l’année" in page.one("p", id="f-x-help")["text"]
    assert render("date", year_alone=True).one("p", id="f-x-help")["text"] == "Une aide"


def test_the_page_marks_the_boxes_that_the_fault_is_about(render):
    marked = {fault: [box.get("aria-invalid") == "true" for box in render("date", boxes(), fault=fault).controls]
              for fault in ("missing", "day-or-year-alone", "year-missing")}  # fmt: skip
    assert marked == {
        "missing": [True, True, True], "day-or-year-alone": [True, True, False], "year-missing": [False, False, True],
    }  # fmt: skip
    for typed, wrong in [
        (boxes("3", "13", "1945"), [None, "true", None]), (boxes("32", "1", "1945"), ["true", None, None]),
        (boxes("32", "13", "1945"), ["true", "true", None]), (boxes("31", "2", "1945"), ["true", "true", "true"]),
    ]:  # fmt: skip
        page = render("date", typed, fault="not-a-date")
        assert [box.get("aria-invalid") for box in page.controls] == wrong


def test_a_birth_date_is_read_from_one_box() -> None:
    for typed, day in [
        ("02/03/1945", "1945-03-02"), (" 2 mars 1945 ", "1945-03-02"), ("02031945", "1945-03-02"),
        ("٠٢ ٠٣ ١٩٤٥", "1945-03-02"), ("1945", "1945"), ("31 02 1945", ""), ("hier", ""), ("", ""),
    ]:  # fmt: skip
        assert written_day(typed) == day
