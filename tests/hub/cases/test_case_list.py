"""Lists and searches find cases as people look for them, page after page, and read no table from end to end."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask
from werkzeug.routing import Rule

from hub.cases import case_list
from hub.cases.case_list import CaseQuery, count_by_state, find_cases
from hub.cases.states import EVERYTHING, Scope
from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.people.people import Staff
from hub.people.staff_role import StaffRole
from hub.retention import erase_expired_cases
from kiosk.domain.events.reference import format_reference
from tests.gallery.site.hub_browser import Browser
from tests.hub.cases.plans import as_if_large, read_whole, watched
from tests.hub.conftest import person, signed_in
from tests.hub.samples import Box, answers, case_of


@pytest.mark.parametrize("words", ["", "benali"])
def test_page_after_page_shows_every_case_once_newest_first(
    hub: Hub, box: Box, other_box: Box, paul: Staff, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [case for pair in zip(*[iter([box.submitted() for _ in range(4)])] * 2, strict=True) for case in pair]
    box.send(*sent)
    other = other_box.send_case()
    decide_case(hub, paul, sent[1]["reference"], DraftDecision("accepted", "", 0))
    monkeypatch.setattr(case_list, "PAGE", 2)
    for scope in (EVERYTHING, Scope(sites=("SA", "BZ")), Scope(services=("etat-civil",))):
        seen, after = [], ""
        with hub.store.reading() as connection:
            for _ in range(3):
                page = find_cases(connection, hub.ring, CaseQuery(words=words, scope=scope, after=after))
                seen += [row.reference for row in page.rows]
                after = page.next
        assert after == ""
        assert seen[0] == other["reference"] and sorted(seen) == sorted(case["reference"] for case in [*sent, other])
        with hub.store.reading() as connection:
            accepted = find_cases(connection, hub.ring, CaseQuery("accepted", words, scope=scope)).rows
        assert [row.reference for row in accepted] == [sent[1]["reference"]]


def test_cases_are_counted_up_to_a_limit(hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.send(*(box.submitted() for _ in range(3)))
    monkeypatch.setattr(case_list, "MOST_COUNTED", 1)
    with hub.store.reading() as connection:
        assert count_by_state(connection, EVERYTHING)["received"] == 2, "more than one"
        assert count_by_state(connection, Scope(services=("ccas",)))["received"] == 0


NAMES = (("Martin", "Jean"), ("Martin", "Zoé"), ("Marchand", "Jean"), ("Petit", "Jeanne"))


def test_names_that_many_bear_or_few_are_found_alike(hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [
        box.submitted(
            applicant={"family_name": family, "given_names": given},
            person={"family_name": family, "given_names": given, "birth_date": "1950"},
        )
        for family, given in NAMES
    ]
    box.send(*sent)

    def found(words: str, scope: Scope = EVERYTHING) -> list[int]:
        with hub.store.reading() as connection:
            rows = find_cases(connection, hub.ring, CaseQuery(words=words, scope=scope)).rows
        return sorted([case["reference"] for case in sent].index(row.reference) for row in rows)

    for many in (1, case_list.MANY):
        monkeypatch.setattr(case_list, "MANY", many)
        assert found("mar") == [0, 1, 2] and found("ma je") == [0, 2] and found("je") == [0, 2, 3]
        assert found("martin zo") == [1] and found("1950") == [0, 1, 2, 3] and found("petit zoe") == []
        assert found("mar", Scope(services=("ccas",))) == [] and found("mar", Scope(sites=("SA",))) == [0, 1, 2]


def test_what_a_desk_noted_of_the_person_stands_above_the_case_until_taken_back(instructor: Browser, box: Box) -> None:
    sent = box.send_case()
    place, fact = (sent["reference"], sent["stream"]), {"by": "Nadia Roux", "at": "2026-12-02T09:00:00.000000+00:00"}
    both = [{"fact": "deceased", **fact}, {"fact": "moved-away", **fact}]
    assert box.outcomes(box.asked("notices", *place, 2, noted=both)) == ["acknowledged"]
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    assert "Noté à la mairie" in text and "Décès par Nadia Roux, 2 décembre 2026" in text
    assert "moved-away" in text, "of a newer box: as it is said"
    assert "Noté au sujet de la personne : Mairie de Saint-Aubin" in text
    assert box.outcomes(box.asked("notices", *place, 3, noted=[])) == ["acknowledged"]
    assert "Noté à la mairie" not in instructor.open(f"/dossiers/{sent['reference']}").text


def test_what_was_noted_of_a_draft_comes_with_the_case(instructor: Browser, box: Box) -> None:
    fact = {"fact": "address", "by": "Nadia Roux", "at": "2026-11-24T09:00:00.000000+00:00"}
    sent = box.send_case(noted=[fact])
    assert "Adresse fausse par Nadia Roux" in instructor.open(f"/dossiers/{sent['reference']}").text


def test_a_danger_comes_first_in_red_until_it_is_decided(hub: Hub, paul: Staff, instructor: Browser, box: Box) -> None:
    box.send_case()
    flagged = [answers()[0] | {"field": "danger", "label": "Il y a un danger immédiat", "shown": "Oui", "danger": True}]
    signalled = box.send_case(silence=None, answers=[*answers(), *flagged])["reference"]

    def first() -> case_list.CaseRow:
        query = case_list.WorkQuery((), "2026-12-01")
        with hub.store.reading() as connection:
            return case_list.read_worklist_page(connection, hub.ring, query).rows[0]

    assert first().reference == signalled and first().danger
    assert "Danger signalé" in instructor.open("/dossiers").text
    assert "Il y a un danger immédiat" in instructor.open(f"/dossiers/{signalled}").text
    with hub.store.reading() as connection:
        late = case_list.WorkQuery((), "2027-02-01", view=case_list.View.LATE)
        assert signalled not in [row.reference for row in case_list.read_worklist_page(connection, hub.ring, late).rows]
    decide_case(hub, paul, signalled, DraftDecision("in_progress", "", 0))
    assert first().reference == signalled, "whoever takes it on still finds it first"
    decide_case(hub, paul, signalled, DraftDecision("accepted", "", 1))
    assert first().reference != signalled


SCOPES = (
    EVERYTHING,
    Scope(services=("etat-civil", "ccas")),
    Scope(sites=("SA",)),
    Scope(("etat-civil",), ("SA", "BZ")),
    Scope(sites=tuple(f"S{letter}" for letter in "ABCDEFGHJKLMNPQRSTUVWXYZ")),
)


def test_lists_and_searches_follow_an_index(hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [box.submitted(), box.submitted()]
    box.send(*sent)
    with hub.store.reading() as connection:
        assert find_cases(connection, hub.ring, CaseQuery()).rows[0].reference == sent[1]["reference"]
    searches = ("", "benali", "be aw", "02/03/1945", sent[0]["reference"])
    with watched(hub) as asked, hub.store.reading() as connection:
        for scope in SCOPES:
            count_by_state(connection, scope)
            for many, words in product((1, 5_000), searches):
                monkeypatch.setattr(case_list, "MANY", many)
                for state, after in (("", ""), ("received", ""), ("", sent[1]["stream"])):
                    find_cases(connection, hub.ring, CaseQuery(state, words, scope=scope, after=after))
    _check(hub, asked)


def test_no_page_for_staff_reads_a_growing_table_whole(app: Flask, hub: Hub, box: Box) -> None:
    sent = box.send_case()
    places = (
        "/dossiers", "/dossiers/prepares", f"/dossiers/{sent['reference']}", "/lieux", "/lieux/SA", "/transmissions",
    )  # fmt: skip
    instructor = signed_in(app, hub, person(hub, "awa", "Awa Rey"))
    operator = signed_in(app, hub, person(hub, "ali", "Ali Rey", role=StaffRole.OPERATOR))
    limited = signed_in(app, hub, person(hub, "bo", "Bo Rey", scope=Scope(services=("etat-civil",))))
    with watched(hub) as asked:
        for place in places:
            instructor.open(place)
        for place in ("/dossiers", "/dossiers/transmis"):
            limited.open(place)
        for place in ("/journal", "/lieux"):
            operator.open(place)
        for place in ("/readyz", "/healthz"):
            operator.client.get(place)
    _check(hub, asked)


def test_the_daily_run_looks_at_decided_cases_that_are_old_enough(hub: Hub, box: Box) -> None:
    box.send(box.submitted(), box.prepared())
    with watched(hub) as asked:
        erase_expired_cases(hub)
    with hub.store.reading() as connection:
        found = {table for statement, _ in asked for table in re.findall(r"FROM (\w+)", statement)}
        assert "cases" in found
        late = [item for item in asked if "coalesce(cases.keep_days" in item[0] and "DISTINCT" not in item[0]]
        as_if_large(connection)
        assert late and not any("cases" in read_whole(connection, *item) for item in late)


def _check(hub: Hub, asked: list[tuple[str, object]]) -> None:
    assert asked
    with hub.store.reading() as connection:
        as_if_large(connection)
        for statement, parameters in {statement: (statement, parameters) for statement, parameters in asked}.values():
            assert not read_whole(connection, statement, parameters), statement


OUTSIDE = [Scope(services=("ccas",)), Scope(sites=("BZ",)), Scope(("etat-civil",), ("BZ",)), Scope(("ccas",), ("SA",))]
INSIDE = [EVERYTHING, Scope(("ccas", "etat-civil")), Scope((), ("BZ", "SA")), Scope(("etat-civil",), ("SA",))]
OTHERS = {
    "code": "AAAAAAAAAA",
    "staff_id": "0" * 32,
    "attachment_id": "a" * 32,
    "paper_id": "f" * 32,  # asked for
    "document_id": "9" * 32,  # of a decision
    "request_id": "b" * 32,
    "path": "css/tokens.css",
    "bundle_id": "c" * 32,  # a file that came by hand
    "sha256": "d" * 64,  # of something published
    "chunk": "e" * 64,  # of a file, for its site
    "name": "nowhere",  # a destination of the hub's
    "service": "tous",  # its words, about nobody
    "kind": "csv",  # of a file of figures, of nobody
}
"""What else stands in addresses. A new kind of name here is a decision: may it lead to a case?"""


def _routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every route with a reference in it, once for each of its methods."""
    rules = [rule for rule in app.url_map.iter_rules() if "reference" in rule.arguments]
    assert rules
    yield from ((method, rule) for rule in rules for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT"}))


def _address(app: Flask, rule: Rule, reference: str) -> str:
    values = {name: OTHERS[name] for name in rule.arguments - {"reference"}}
    return app.url_map.bind("localhost").build(rule.endpoint, {**values, "reference": reference}, rule_method(rule))


def rule_method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or set()) else sorted(rule.methods or set())[0]


def test_every_name_in_an_address_is_a_reference_or_known_to_lead_to_no_case(app: Flask) -> None:
    named = set().union(*(rule.arguments for rule in app.url_map.iter_rules()))
    assert named - {"reference"} <= OTHERS.keys()


def _alike(page: str, reference: str) -> str:
    """A page without the reference, and without the seconds that are left of the session."""
    return re.sub(r'data-(idle|final)="\d+"', "", page).replace(reference, "").replace(format_reference(reference), "")


@pytest.mark.parametrize("scope", OUTSIDE, ids=str)
def test_a_case_outside_the_scope_is_unknown_by_every_route(app: Flask, hub: Hub, box: Box, scope: Scope) -> None:
    box.submitted()
    absent, case = box.submitted()["reference"], box.submitted()
    box.send(case)
    browser = signed_in(app, hub, person(hub, "ali", "Ali Rey", scope=scope))
    token = browser.page.xpath("//input[@name='token']/@value")[0]
    for method, rule in _routes(app):
        messages = []
        for reference in (case["reference"], absent):
            data = {"token": token, "to": "in_progress", "message": "", "seen": "0"} if method == "POST" else None
            answer = browser.client.open(_address(app, rule, reference), method=method, data=data)
            messages.append((answer.status_code, _alike(answer.text, reference)))
        assert messages[0] == messages[1], f"{method} {rule} tells that the case is there"
        assert messages[0][0] == 404, f"{method} {rule}"
    for address in ("/dossiers", "/dossiers/prepares", "/dossiers?state=received"):
        assert format_reference(case["reference"]) not in browser.open(address).text
    for words in (case["reference"], "benali"):
        assert format_reference(case["reference"]) not in browser.open("/dossiers").fill("/dossiers", words=words).text
    with hub.store.reading() as connection:
        assert set(count_by_state(connection, scope).values()) == {0}
        assert not find_cases(connection, hub.ring, CaseQuery(scope=scope)).rows


@pytest.mark.parametrize("scope", INSIDE, ids=str)
def test_a_case_inside_the_scope_is_there(app: Flask, hub: Hub, box: Box, other_box: Box, scope: Scope) -> None:
    case = box.send_case()
    ali = person(hub, "ali", "Ali Rey", scope=scope)
    browser: Browser = signed_in(app, hub, ali)
    assert format_reference(case["reference"]) in browser.open("/dossiers").text
    assert browser.open(f"/dossiers/{case['reference']}").status == 200
    decide_case(hub, ali, case["reference"], DraftDecision("in_progress", "", 0))
    assert case_of(hub, case["reference"], scope).state == "in_progress"
