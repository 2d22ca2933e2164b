"""A mandate at the desk: made, signed, renewed, found, ended, gone after six years, and attacked."""

import dataclasses
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from msgspec.structs import replace

from kiosk.crypto import sealing
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.keys.ring import DESK, NOBODY, Ring
from kiosk.domain.language.words import Preferences
from kiosk.domain.mandates.mandate import MandateGiver, Terms
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import read_uses
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.mandates import mandates
from kiosk.store import mandates as store
from kiosk.store import wrapped_keys
from kiosk.store.cases import Submission
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import BY_TOUCH, answered, form
from tests.gallery.site.mandated import ALI, DAY, DRAWN, TERMS, at_the_desk, refused, use


def test_what_is_signed_on_the_screen_is_in_force_at_once_and_used(box: Box, holder: Actor) -> None:
    made = mandates.issue_mandate(box, TERMS, DRAWN, holder)
    assert made.standing.signed and made.signature == DRAWN
    use(box, made.mandate.id, holder)
    (done,) = read_uses(box.store.read(), made.mandate.id, made.key)
    assert (done.reference, done.action, done.mediator) == ("SA1001K", "submitted", "Nadia Roux")


def test_an_id_that_a_form_made_up_touches_no_other_key(box: Box, holder: Actor) -> None:
    with box.store.write() as db:
        key = data_keys.make_data_key(box, db, "e" * 32, DESK, Actor())
    with pytest.raises(Refused, match="bad-mandate"):
        mandates.issue_mandate(box, TERMS, DRAWN, holder, "e" * 32)
    assert data_keys.open_key(box.store.read(), "e" * 32, holder) == key


def test_paper_is_in_force_once_both_copies_are_signed(box: Box, holder: Actor) -> None:
    made = mandates.issue_mandate(box, replace(TERMS, manner="paper"), None, holder)
    with refused("not-signed"):
        use(box, made.mandate.id, holder)
    mandates.confirm_mandate(box, made.mandate.id, holder)
    mandates.confirm_mandate(box, made.mandate.id, holder)
    use(box, made.mandate.id, holder)


def test_the_citizen_ends_it_by_saying_their_name(box: Box, holder: Actor) -> None:
    made = mandates.issue_mandate(box, TERMS, DRAWN, holder)
    with pytest.raises(Refused, match="other-name"):
        mandates.revoke_mandate(box, made.mandate.id, "Ali Ben Salem", holder)
    mandates.revoke_mandate(
        box, made.mandate.id, "martin Jeanne", dataclasses.replace(holder, mediator_id="b" * 32, name="Paul Le Goff")
    )
    mandates.revoke_mandate(box, made.mandate.id, "martin Jeanne", holder)
    with refused("revoked"):
        use(box, made.mandate.id, holder)
    kinds = [job["kind"] for job in box.store.read().query("SELECT kind FROM jobs ORDER BY queued_at, rowid")]
    assert kinds == ["mandate", "mandate-kept", "mandate-revoked"]


def test_a_renewal_is_signed_again_and_ends_the_old_one(box: Box, holder: Actor) -> None:
    old = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    again = replace(TERMS, themes=("logement",), renewed_from=old.id)
    paper = mandates.issue_mandate(box, replace(again, manner="paper"), None, holder).mandate
    use(box, old.id, holder)
    mandates.confirm_mandate(box, paper.id, holder)
    with refused("renewed"):
        use(box, old.id, holder)
    use(box, paper.id, holder, theme="logement")
    with pytest.raises(Refused, match="mandate-over"):
        mandates.issue_mandate(box, again, DRAWN, holder)
    lines = box.store.read().query("SELECT action, detail FROM journal WHERE action LIKE 'mandate-%' ORDER BY number")
    assert [tuple(line.values()) for line in lines] == [
        ("mandate-made", old.number), ("mandate-used", old.number), ("mandate-made", paper.number),
        ("mandate-renewed", old.number), ("mandate-used", paper.number),
    ]  # fmt: skip


def test_nobody_renews_the_mandate_of_another(box: Box, holder: Actor) -> None:
    old = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    with pytest.raises(Refused, match="other-person"):
        mandates.issue_mandate(box, replace(TERMS, person=ALI, renewed_from=old.id), DRAWN, holder)


def test_whoever_does_not_hold_the_desk_reads_none(box: Box, holder: Actor) -> None:
    made = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    for ring in (NOBODY, Ring({"ccas": sealing.new_random_key()})):
        stranger = dataclasses.replace(holder, ring=ring)
        assert mandates.list_recent_mandates(box, stranger) == mandates.search_mandates(box, "martin", stranger) == []
        with pytest.raises(Refused, match="no-such-mandate"):
            use(box, made.id, stranger)
        with pytest.raises(Refused, match="no-such-mandate"):
            mandates.revoke_mandate(box, made.id, "Jeanne Martin", stranger)


def test_a_session_s_cookie_alone_opens_no_mandate(box: Box, holder: Actor) -> None:
    seated = dataclasses.replace(holder, session="s" * 64, session_key=sealing.new_random_key())
    made = mandates.issue_mandate(box, TERMS, DRAWN, seated).mandate
    with pytest.raises(Refused, match="no-such-mandate"):
        mandates.open_one(box, made.id, dataclasses.replace(seated, ring=NOBODY))


def test_a_mandate_is_found_by_name_without_accents_in_force_first(box: Box, holder: Actor) -> None:
    old = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    mandates.revoke_mandate(box, old.id, "Jeanne Martin", holder)
    new = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    mandates.issue_mandate(box, replace(TERMS, person=ALI), DRAWN, holder)
    assert [opened.mandate.id for opened in mandates.search_mandates(box, "mart 1945", holder)] == [new.id, old.id]
    assert mandates.search_mandates(box, "durand", holder) == []


def test_nothing_of_anyone_is_readable_in_the_store(box: Box, holder: Actor) -> None:
    made = mandates.issue_mandate(box, replace(TERMS, manner="cannot-sign", witness="Zacharie Témoin"), None, holder)
    use(box, made.mandate.id, holder)
    db = box.store.read()
    dump = b"\n".join(
        value if isinstance(value, bytes) else str(value).encode()
        for table in db.table_names()
        for row in db.conn.execute(f"SELECT * FROM [{table}]")
        for value in row
    ).lower()
    assert made.mandate.id.encode() in dump
    for canary in ("martin", "jeanne", "zacharie", "1945-03-12", "social"):
        assert canary.encode() not in dump


def test_an_end_that_was_seen_is_not_undone_by_a_clock_put_back(box: Box, holder: Actor, watch: Watch) -> None:
    made = mandates.issue_mandate(box, replace(TERMS, duration="SHORT"), DRAWN, holder)
    watch.wait(DAY)
    with refused("expired"):
        use(box, made.mandate.id, holder)
    mandates.list_recent_mandates(box, holder)
    lines = box.store.read().query("SELECT detail FROM journal WHERE action = 'mandate-expired'")
    assert [line["detail"] for line in lines] == [made.mandate.number]
    watch.jump(-DAY)
    box.watch.confirm(box.watch.today().day)
    with refused("expired"):
        use(box, made.mandate.id, holder)


def test_six_years_after_its_end_nothing_is_left(box: Box, holder: Actor, watch: Watch) -> None:
    made = mandates.issue_mandate(box, TERMS, DRAWN, holder)
    use(box, made.mandate.id, holder)
    watch.wait(timedelta(days=31 + 6 * 365))
    assert mandates.destroy_due_mandates(box) == 0
    watch.wait(timedelta(days=5))
    assert mandates.destroy_due_mandates(box) == 1
    assert store.read_mandate_row(box.store.read(), made.mandate.id) is None
    assert not wrapped_keys.has_keys_left(box.store.read(), made.mandate.id)
    assert store.select_mandate_uses(box.store.read(), made.mandate.id) == []


def test_a_paper_that_nobody_signed_is_forgotten_after_a_day(box: Box, holder: Actor, watch: Watch) -> None:
    mandates.issue_mandate(box, replace(TERMS, manner="paper"), None, holder)
    watch.wait(DAY)
    assert mandates.destroy_due_mandates(box) == 0
    watch.wait(DAY)
    assert mandates.destroy_due_mandates(box) == 1


def test_no_proof_is_destroyed_by_a_clock_that_went_mad(box: Box, holder: Actor, watch: Watch) -> None:
    mandates.issue_mandate(box, TERMS, DRAWN, holder)
    watch.jump(timedelta(days=9 * 365))
    assert mandates.destroy_due_mandates(box) == 0


MARIE = MandateGiver("Benali", "Marie Louise", "1965-02-03")
HERS = replace(TERMS, person=MARIE)


def given(box: Box, nadia: Actor, terms: Terms = HERS) -> str:
    return mandates.issue_mandate(box, terms, DRAWN, nadia).mandate.id


def send(box: Box, case_id: str, mandate_id: str, actor: Actor) -> Submission:
    also = mandates.record_use_on_submit(box, mandate_id, actor)
    return submit_case.submit_case(box, case_id, actor, Confirmation("mandate", mandate=mandate_id), also)


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
    drafts.answer_step(box, case_id, "person", form(values), Preferences(), nadia)
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
    assert len(mandates.list_lasting_mandates(box, nadia)) == 1
    if end == "expired":
        watch.wait(31 * DAY)
        box.watch.confirm(box.watch.today().day)
    else:
        mandates.revoke_mandate(box, mandate, "Marie Benali", nadia)
    with refused(end):
        send(box, case_id, mandate, nadia)
    assert nothing_happened(box, mandate, nadia)
    # she can still say yes herself
    assert submit_case.submit_case(box, case_id, nadia, BY_TOUCH).reference == "SA1001G"
    assert uses(box, mandate, nadia) == []


def test_a_mediator_of_another_service_does_nothing_under_it(box: Box, nadia: Actor) -> None:
    """Whoever holds the desk reads the mandate; the case takes the key of its service."""
    mandate, case_id = given(box, nadia), answered(box, actor=nadia)
    with pytest.raises(Refused, match=Refusal.NO_SUCH_CASE):
        send(box, case_id, mandate, at_the_desk(box))
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
    mandates.revoke_mandate(box, mandate, "Marie Benali", nadia)
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
            mandates.revoke_mandate(box, mandate, "Marie Benali", nadia)

        gestures: tuple[Callable[[], object], ...] = (press, end)
        with ThreadPoolExecutor(2) as pool:
            sent = [str(done) for done in pool.map(lambda gesture: gesture(), gestures) if done]
        assert uses(box, mandate, nadia) == ([] if sent == ["revoked"] else sent)
