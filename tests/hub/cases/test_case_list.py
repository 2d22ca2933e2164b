"""Lists count up to a thousand, and page after page shows every case once."""

import pytest

from hub.cases import case_list
from hub.cases.case_list import CaseQuery, count_by_state, find_cases
from hub.cases.scope import EVERYTHING, Scope
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from tests.hub.samples import Box


@pytest.mark.parametrize("words", ["", "benali"])
def test_page_after_page_shows_every_case_once_newest_first(
    hub: Hub, box: Box, other_box: Box, paul: Staff, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [case for pair in zip(*[iter([box.submitted() for _ in range(4)])] * 2, strict=True) for case in pair]
    box.send(*sent)
    other = other_box.submitted()
    other_box.send(other)
    decide(hub, paul, sent[1]["reference"], "accepted", "", 0)
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
