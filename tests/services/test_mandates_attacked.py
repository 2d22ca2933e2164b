"""What somebody could try with a mandate: another person, another subject, a day too late, another's case, twice."""

import dataclasses
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.preferences import Preferences
from kiosk.domain.mandates.mandate import Person, Terms
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_mandate import read_uses
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step, submit_case
from kiosk.services.mandates import mandate_use, mandates
from kiosk.store.cases.cases import Submission
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import BY_TOUCH, answered, form
from tests.gallery.site.mandated import DAY, DRAWN, TERMS, at_the_desk, refused
from tests.services.conftest import fault_of

MARIE = Person("Benali", "Marie Louise", "1965-02-03")
HERS = replace(TERMS, person=MARIE)


def given(box: Box, nadia: Actor, terms: Terms = HERS) -> str:
    return mandates.make(box, terms, DRAWN, nadia).mandate.id


def send(box: Box, case_id: str, mandate_id: str, actor: Actor) -> Submission:
    also = mandate_use.submitting(box, mandate_id, actor)
    return submit_case.submit(box, case_id, actor, Confirmation("mandate", mandate=mandate_id), also)


def uses(box: Box, mandate_id: str, nadia: Actor) -> list[str]:
    opened = mandates.open_one(box, mandate_id, nadia)
    return [use.reference for use in read_uses(box.store.read(), mandate_id, opened.key)]


def nothing_happened(box: Box, mandate_id: str, nadia: Actor) -> bool:
    db = box.store.read()
    left = db.execute("SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM submissions)").fetchone()[0]
    return left == 0 and uses(box, mandate_id, nadia) == []


def test_the_person_is_changed_after_the_mandate_was_chosen(box: Box, nadia: Actor) -> None:
    """The mandate is judged on the case as it is sent, not as it was on the page before."""
    mandate, case_id = given(box, nadia), answered(box, actor=nadia)
    values = {**steps_taken.BIRTH_CERTIFICATE["person"], "f.birth_name": "Durand", "f.given_names": "Paul"}
    answer_step.answer(box, case_id, "person", form(values), Preferences(), nadia)
    with refused("other-person"):
        send(box, case_id, mandate, nadia)
    assert nothing_happened(box, mandate, nadia)


def test_a_homonym_born_on_another_day_is_another_person(box: Box, nadia: Actor) -> None:
    mandate = given(box, nadia, replace(HERS, person=replace(MARIE, birth_date="1972-02-03")))
    with refused("other-person"):
        send(box, answered(box, actor=nadia), mandate, nadia)
    assert nothing_happened(box, mandate, nadia)


def test_a_subject_that_was_not_agreed_to(box: Box, nadia: Actor) -> None:
    mandate = given(box, nadia, replace(HERS, themes=("social", "logement")))
    with refused("not-in-scope"):
        send(box, answered(box, actor=nadia), mandate, nadia)
    assert nothing_happened(box, mandate, nadia)


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_an_end_between_the_page_and_the_press(box: Box, nadia: Actor, watch: Watch, end: str) -> None:
    mandate, case_id = given(box, nadia), answered(box, actor=nadia)
    assert len(mandates.in_force(box, nadia)) == 1
    if end == "expired":
        watch.wait(31 * DAY)
        box.watch.confirm(box.watch.today().day)
    else:
        mandates.revoke(box, mandate, "Marie Benali", nadia)
    with refused(end):
        send(box, case_id, mandate, nadia)
    assert nothing_happened(box, mandate, nadia)
    assert submit_case.submit(box, case_id, nadia, BY_TOUCH).reference == "SA1001G", "she can still say yes herself"
    assert uses(box, mandate, nadia) == []


def test_a_mediator_of_another_service_does_nothing_under_it(box: Box, nadia: Actor) -> None:
    """Whoever holds the desk reads the mandate; the case takes the key of its service."""
    mandate, case_id = given(box, nadia), answered(box, actor=nadia)
    with pytest.raises(Refused) as raised:
        send(box, case_id, mandate, at_the_desk(box))
    assert fault_of(raised) == Refusal.NO_SUCH_CASE
    assert nothing_happened(box, mandate, nadia)


def test_the_id_of_a_mandate_alone_allows_nothing(box: Box, nadia: Actor) -> None:
    """Copied from an address, or made up; by a citizen, or by somebody whose shift is over."""
    mandate, case_id = given(box, nadia), answered(box, actor=nadia)
    without_desk = dataclasses.replace(nadia, ring=dataclasses.replace(nadia.ring, privates={
        service: key for service, key in nadia.ring.privates.items() if service == "etat-civil"
    }))  # fmt: skip
    for actor, named in ((without_desk, mandate), (nadia, "f" * 32)):
        with pytest.raises(Refused, match="no-such-mandate"):
            send(box, case_id, named, actor)
    assert nothing_happened(box, mandate, nadia)


def test_five_presses_at_one_instant_and_one_long_after_are_one_use(box: Box, nadia: Actor, watch: Watch) -> None:
    mandate, case_id = given(box, nadia), answered(box, actor=nadia)
    gate = threading.Barrier(5)

    def press(_: int) -> str:
        gate.wait()
        return send(box, case_id, mandate, nadia).reference

    with ThreadPoolExecutor(5) as pool:
        references = set(pool.map(press, range(5)))
    mandates.revoke(box, mandate, "Marie Benali", nadia)
    watch.wait(DAY)
    references.add(send(box, case_id, mandate, nadia).reference)
    assert references == {"SA1001G"} and uses(box, mandate, nadia) == ["SA1001G"]


def test_a_revocation_and_a_press_at_one_instant_leave_no_use_without_its_case(box: Box, nadia: Actor) -> None:
    """One of them is first; a use is listed exactly where something was sent."""
    for _ in range(4):
        mandate, case_id = given(box, nadia), answered(box, actor=nadia)
        gate, sent = threading.Barrier(2), []

        def press(case_id: str = case_id, mandate: str = mandate, gate: threading.Barrier = gate) -> str:
            gate.wait()
            try:
                return send(box, case_id, mandate, nadia).reference
            except Refused as fault:
                return str(fault.details["reason"])

        def end(mandate: str = mandate, gate: threading.Barrier = gate) -> None:
            gate.wait()
            mandates.revoke(box, mandate, "Marie Benali", nadia)

        gestures: tuple[Callable[[], object], ...] = (press, end)
        with ThreadPoolExecutor(2) as pool:
            sent = [str(done) for done in pool.map(lambda gesture: gesture(), gestures) if done]
        assert uses(box, mandate, nadia) == ([] if sent == ["revoked"] else sent)
