"""The worklist and its searches: the first due first, each case once over its pages, narrowed as one likes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub import work
from hub.cases import case_list
from hub.cases.case_list import DAY, MINUTE, CaseQuery, View, WorkQuery, search_named_cases
from hub.cases.cases import read_case
from hub.cases.states import EVERYTHING, Scope
from hub.hub import Hub
from hub.people.people import Staff
from hub.screens.case import other_cases
from kiosk.domain.events.wire.reading import convert
from kiosk.domain.events.wire.statements import MOST_CASES, AskedNamedCases
from kiosk.domain.time import calendar
from kiosk.errors import Refused
from tests.hub.cases.plans import as_if_large, read_whole, watched
from tests.hub.conftest import Watch
from tests.hub.samples import Box, Item

CCAS = {"id": "ccas", "name": "CCAS"}
HELP = {"id": "help", "version": 1, "kind": "deposited", "title": "Aide ponctuelle"}


def _due(box: Box, months: int, **changes: object) -> Item:
    """A case of 24 November 2026 that silence refuses after so many months."""
    day = calendar.add_months(date(2026, 11, 24), months).isoformat()
    return box.submitted(silence={"means": "refused", "on": day, "after_months": months, "text": ""}, **changes)


def _listed(hub: Hub, query: WorkQuery) -> list[str]:
    with hub.store.reading() as connection:
        return [row.reference for row in case_list.read_worklist_page(connection, hub.ring, query).rows]


@pytest.fixture
def sent(box: Box, other_box: Box) -> list[Item]:
    made = [_due(box, 4, language="ar", service=CCAS), _due(box, 1, channel="kiosk", procedure=HELP), _due(box, 3)]
    box.send(*made)
    other = _due(other_box, 2)
    other_box.send(other)
    return [*made, other]


def test_each_filter_leaves_what_it_says(hub: Hub, sent: list[Item]) -> None:
    late, kiosk, middle, other = (case["reference"] for case in sent)
    mine = WorkQuery((), "2026-12-01")
    assert _listed(hub, mine) == [kiosk, other, middle, late]
    for narrowed, left in (
        (WorkQuery((), "", language="ar"), [late]),
        (WorkQuery((), "", channel="kiosk"), [kiosk]),
        (WorkQuery((), "", procedure="help"), [kiosk]),
        (WorkQuery((), "", service="ccas"), [late]),
        (WorkQuery((), "", site="BZ"), [other]),
        (WorkQuery((), "", state="incomplete"), []),
        (WorkQuery((), "2027-01-25", View.LATE), [kiosk, other]),
        (WorkQuery((), "", scope=Scope(("ccas",))), [late]),
    ):
        assert _listed(hub, narrowed) == left, narrowed


def test_views_count_what_one_may_see(hub: Hub, sent: list[Item], paul: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    work.hand_over_case(hub, paul, sent[0]["reference"], paul.id, "")
    with hub.store.reading() as connection:
        counted = case_list.count_views(connection, WorkQuery((paul.id,), "2027-01-25"))
        assert counted == {"all": 4, "mine": 1, "free": 3, "late": 2}
        ccas = WorkQuery((), "2027-01-25", scope=Scope(("ccas",)))
        assert case_list.count_views(connection, ccas) == {"all": 1, "mine": 0, "free": 0, "late": 0}
        assert dict(case_list.list_waiting_procedures(connection, Scope(("ccas",)))) == {
            "birth-certificate": "Copie d’un acte de naissance"
        }
        assert [code for code, _ in case_list.list_case_services(connection)] == ["ccas", "etat-civil"]
        monkeypatch.setattr(case_list, "MOST_COUNTED", 1)
        assert case_list.count_views(connection, WorkQuery((), ""))[View.ALL] == 2, "more than one"


def test_no_list_reads_all_cases(hub: Hub, sent: list[Item]) -> None:
    with watched(hub) as asked:
        for view in View:
            for more in ({}, {"language": "ar", "site": "SA"}, {"after": sent[1]["stream"]}):
                _listed(hub, WorkQuery(("0" * 32, "1" * 32), "2027-01-25", view, Scope(("ccas",)), **more))
        with hub.store.reading() as connection:
            case_list.count_views(connection, WorkQuery(("0" * 32,), "2027-01-25"))
            list(case_list.list_waiting_procedures(connection, Scope(("ccas",))))
            case_list.list_case_services(connection)
    with hub.store.reading() as connection:
        as_if_large(connection)
        for statement, parameters in asked:
            assert not read_whole(connection, statement, parameters), statement


PHONES = ("0612345678", "06 12 34 56 78", "06.12.34.56.78", "+33 6 12 34 56 78", "0033612345678")
BIRTH_DATES = ("02/03/1945", "1945-03-02", " 2.3.1945 ", "02-03-1945", "1945")


def _found(hub: Hub, words: str, scope: Scope = EVERYTHING) -> int:
    with hub.store.reading() as connection:
        return len(
            case_list.search_cases(
                connection, hub.ring, case_list.read_search_kinds(words), CaseQuery(words=words, scope=scope)
            ).rows
        )


def test_a_birth_date_alone_seeks_nobody() -> None:
    for words in BIRTH_DATES:
        with pytest.raises(Refused, match="birth-date-alone"):
            case_list.read_search_kinds(words)


def test_the_trail_is_told_what_kind_of_words_they_were() -> None:
    for words, kinds in [
        ("", ()), ("Benali", ("name",)), ("benali 02/03/1945", ("birth-date", "name")), ("06 12 34 56 78", ("phone",)),
        ("+33612345678", ("phone",)), ("benali 0612345678", ("phone", "name")), ("SA 1042 X", ("number",)),
    ]:  # fmt: skip
        try:
            told = case_list.read_search_kinds(words)
        except Refused as fault:
            pytest.fail(fault.code)
        assert told == kinds or (kinds == ("number",) and told)


def test_a_telephone_is_found_as_people_type_it(hub: Hub, box: Box) -> None:
    box.send(box.submitted(), box.submitted(contact={"phone": "+33699999999", "email": "", "address": ""}))
    for words in PHONES:
        assert _found(hub, words) == 1
        assert _found(hub, f"benali {words}") == 1
        assert _found(hub, words, Scope(("ccas",))) == 0


def test_a_procedure_is_found_by_the_words_of_its_title_where_nobody_is_called_so(hub: Hub, box: Box) -> None:
    box.send(box.submitted(), box.prepared())
    assert _found(hub, "acte naiss") == 1
    assert _found(hub, "acte mariage") == 0
    assert _found(hub, "acte", Scope(("ccas",))) == 0
    benali = {"family_name": "Acte", "given_names": "Jean"}
    box.send(box.submitted(applicant=benali, person=benali))
    assert _found(hub, "acte") == 1, "somebody is called so"


def _others(hub: Hub, sent: Item, scope: Scope = EVERYTHING) -> list[str]:
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, sent["reference"])
        return sorted(row.reference for row in other_cases(connection, hub.ring, file, scope))


def _of(box: Box, family: str, given: str, born: str | None, **more: object) -> Item:
    person = {"family_name": family, "given_names": given} | ({"birth_date": born} if born else {})
    return box.submitted(person=person, **more)


def test_only_the_same_names_and_birth_date_are_the_same_person(hub: Hub, box: Box, other_box: Box) -> None:
    mine = _of(box, "Benali", "Awa", "1945-03-02")
    same = _of(box, "BÉNALI", "awa", "1945-03-02")
    others = (
        _of(box, "Benali", "Awa", "1946-03-02"),
        _of(box, "Benalia", "Awa", "1945-03-02"),
        _of(box, "Benali", "Awa Marie", "1945-03-02"),
        _of(box, "Benali", "Awa", None),
    )
    prepared = box.prepared(person={"family_name": "Benali", "given_names": "Awa", "birth_date": "1945-03-02"})
    box.send(mine, same, *others, prepared)
    assert _others(hub, mine) == sorted([same["reference"], prepared["reference"]])
    assert _others(hub, others[3]) == [], "nobody is a namesake without a birth date"


def test_what_one_may_not_see_is_not_among_them(hub: Hub, box: Box) -> None:
    born = "1945-03-02"
    mine = _of(box, "Benali", "Awa", born)
    help_ = _of(box, "Benali", "Awa", born, service={"id": "ccas", "name": "CCAS"})
    box.send(mine, help_)
    assert _others(hub, mine, Scope(("etat-civil",))) == []
    assert _others(hub, mine) == [help_["reference"]]


def asked(**changes: Any) -> AskedNamedCases:
    said = {
        "version": 2, "asked": "a" * 32, "site": "SA", "at": datetime.now(UTC), "mediator": "b" * 32,
        "services": ["etat-civil"], "name": "Benali",
    }  # fmt: skip
    question: AskedNamedCases = convert(AskedNamedCases, said | changes)
    return question


def found(hub: Hub, **changes: Any) -> list[str]:
    return [case.reference for case in search_named_cases(hub, asked(**changes)).named]


def test_a_name_finds_deposited_and_prepared_cases_and_a_birth_date_or_telephone_narrows_it(hub: Hub, box: Box) -> None:
    made, prepared = box.submitted(), box.prepared()
    somebody = {"family_name": "Benali", "given_names": "Karim", "birth_date": "1990-01-01"}
    other = box.submitted(person=somebody, applicant=somebody, contact=None)
    box.send(made, prepared, other)
    assert set(found(hub)) == {item["reference"] for item in (made, prepared, other)}
    assert found(hub, birth_date="1990-01-01") == [other["reference"]]
    assert set(found(hub, phone="06 12 34 56 78")) == {made["reference"], prepared["reference"]}
    assert found(hub, name="benali awa") != found(hub, name="benali karim")


def test_a_case_is_shown_by_what_tells_the_person_from_others_and_no_more(hub: Hub, box: Box) -> None:
    child = {"family_name": "Benali", "given_names": "Lina", "birth_date": "2020-05-01"}
    box.send(box.submitted(for_whom="child", person=child))
    (case,) = search_named_cases(hub, asked(name="lina")).named
    assert (case.person, case.birth_year, case.applicant, case.state) == (
        "Lina Benali",
        "2020",
        "Awa Benali",
        "received",
    )
    assert (case.title, case.procedure) == ("Copie d’un acte de naissance", "birth-certificate")


def test_more_than_twenty_are_said_to_be_more_and_not_counted(hub: Hub, box: Box) -> None:
    box.send(*(box.submitted() for _ in range(MOST_CASES + 2)))
    told = search_named_cases(hub, asked())
    assert (len(told.named), told.more) == (MOST_CASES, True)


def test_a_mediator_asks_ten_times_a_minute_and_a_hundred_times_a_day(hub: Hub, watch: Watch) -> None:
    for place in range(DAY.most):
        if place and place % MINUTE.most == 0:
            with pytest.raises(Refused, match="too-many-tries"):
                search_named_cases(hub, asked())
            watch.ahead.append(timedelta(minutes=2))
        search_named_cases(hub, asked())
    watch.ahead.append(timedelta(hours=20))
    with pytest.raises(Refused, match="too-many-tries"):
        search_named_cases(hub, asked())
    search_named_cases(hub, asked(mediator="c" * 32))
    watch.ahead.append(timedelta(hours=5))
    search_named_cases(hub, asked())
