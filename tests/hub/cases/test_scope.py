"""A case outside a person's scope is an unknown case, by every route there is."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from hub.cases.case_list import CaseQuery, count_by_state, find_cases
from hub.cases.states import EVERYTHING, Scope
from hub.decisions.decisions import Draft, decide
from hub.hub import Hub
from kiosk.domain.events.reference import spoken
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import person, signed_in
from tests.hub.samples import Box, case_of

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
    return re.sub(r'data-(idle|final)="\d+"', "", page).replace(reference, "").replace(spoken(reference), "")


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
        assert spoken(case["reference"]) not in browser.open(address).text
    for words in (case["reference"], "benali"):
        assert spoken(case["reference"]) not in browser.open("/dossiers").fill("/dossiers", words=words).text
    with hub.store.reading() as connection:
        assert set(count_by_state(connection, scope).values()) == {0}
        assert not find_cases(connection, hub.ring, CaseQuery(scope=scope)).rows


@pytest.mark.parametrize("scope", INSIDE, ids=str)
def test_a_case_inside_the_scope_is_there(app: Flask, hub: Hub, box: Box, other_box: Box, scope: Scope) -> None:
    case = box.send_case()
    ali = person(hub, "ali", "Ali Rey", scope=scope)
    browser: Browser = signed_in(app, hub, ali)
    assert spoken(case["reference"]) in browser.open("/dossiers").text
    assert browser.open(f"/dossiers/{case['reference']}").status == 200
    decide(hub, ali, case["reference"], Draft("in_progress", "", 0))
    assert case_of(hub, case["reference"], scope).state == "in_progress"
