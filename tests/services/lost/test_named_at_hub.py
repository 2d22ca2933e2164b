"""A mediator finds by name what a terminal sent: through the hub, within their services, and nothing of it stays."""

from dataclasses import replace

import pytest

from hub.trail import audit
from hub.work.named_for_site import MINUTE
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.lost.named_at_hub import Sought, ask
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import at_a_terminal, helped, leaves, submitted, submitted_alone


def sent_alone(box: Box) -> str:
    alone = at_a_terminal(box)
    case = submitted_alone(box, alone)
    leaves(box, alone)
    talk(box, hub_of(box))
    return case.reference


def found(box: Box, *typed: str) -> list[str]:
    return [case.reference for case in ask(box, Sought(*typed), helped(box)).named]


def test_a_case_of_a_terminal_is_found_by_name_with_what_tells_the_person_from_others(linked: Box) -> None:
    reference = sent_alone(linked)
    (case,) = ask(linked, Sought("benali"), helped(linked)).named
    assert (case.reference, case.person, case.birth_year, case.state) == (
        reference,
        "Marie Louise Benali",
        "1965",
        "received",
    )
    assert found(linked, "Benali marie", "03/02/1965") == [reference]
    assert found(linked, "Benali", "04/02/1965") == [] == found(linked, "Benaly")


def test_cases_of_other_services_and_of_other_towns_are_neither_shown_nor_counted(linked: Box, bruz: Box) -> None:
    sent_alone(linked)
    submitted(bruz)
    talk(bruz, hub_of(bruz))
    nadia = helped(linked)
    other = replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK], "urbanisme": nadia.ring.privates[DESK]}))
    told = ask(linked, Sought("Benali"), other)
    assert (told.named, told.more) == ((), False)
    assert len(found(linked, "Benali")) == 1 == len(found(bruz, "Benali"))


def test_each_search_is_noted_at_both_ends_without_what_was_typed(linked: Box, central: Central) -> None:
    sent_alone(linked)
    ask(linked, Sought("Benali", "03/02/1965"), helped(linked))
    sought = "SELECT mediator_id, detail FROM journal WHERE action = 'name-sought'"
    noted = linked.store.read().execute(sought).fetchall()
    assert [tuple(line) for line in noted] == [("a" * 32, "name birth-date")]
    (line,) = [line for line in audit.lines(central.hub.store) if line.action == "site-searched"]
    assert line.detail == f"SA {'a' * 32} birth-date name"


def test_a_mediator_who_asks_too_often_waits(linked: Box) -> None:
    for _ in range(MINUTE.most):
        ask(linked, Sought("Benali"), helped(linked))
    with pytest.raises(Refused, match="too-many-searches"):
        ask(linked, Sought("Benali"), helped(linked))
    ask(linked, Sought("Benali"), replace(helped(linked), mediator_id="b" * 32))


def test_a_birth_date_never_seeks_alone_nor_what_cannot_be_read(linked: Box) -> None:
    for typed, code in [
        (Sought("", "03/02/1965"), "name-too-short"), (Sought("B"), "name-too-short"),
        (Sought("03/02/1965"), "name-too-short"), (Sought("Benali", "hier"), "not-a-birth-date"),
        (Sought("Benali", "", "0612"), "not-a-phone-number"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            ask(linked, typed, helped(linked))
