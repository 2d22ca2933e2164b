"""The answer that came back by hand: what the hub signed counts as from the wire, and nothing else does."""

import random
from contextlib import closing
from pathlib import Path

import pytest

from hub.keys.keyring import rotate_sealing_key
from hub.keys.lineage import begin_new_epoch
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange import enrol, hear_hub
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.store.events import bundles, outbox, updates
from tests.gallery.site.central import Central, central_hub
from tests.gallery.site.gestures import submitted, supplemented
from tests.services.bundles.by_hand import answered, brought_back, carried, there_and_back
from tests.services.conftest import held, say


def waits(box: Box) -> int:
    return outbox.unsent(box.store.read())[0]


def exchanged(box: Box) -> None:
    with closing(hub_of(box)) as hub:
        talk(box, hub)


def statements(box: Box) -> list[tuple[str, bytes]]:
    acknowledged = list(box.store.read().query("SELECT event_id, statement FROM acknowledgements ORDER BY event_id"))
    return [(row["event_id"], row["statement"]) for row in acknowledged]


def refused(box: Box, answer: bytes) -> str:
    with pytest.raises(Refused) as reason:
        brought_back(box, answer)
    return str(reason.value.code)


def test_what_went_by_hand_is_at_the_hub_once_and_leaves_the_outbox_on_the_signed_answer_alone(
    linked: Box, central: Central
) -> None:
    case = submitted(linked)
    supplemented(linked, case.reference)
    bundle = carried(linked)
    assert waits(linked) == 2, "an export deletes nothing"
    answer = answered(central.hub, bundle)
    assert [(kind, number) for _, kind, number in held(central)] == [
        ("submitted", case.reference), ("supplement", case.reference),
    ]  # fmt: skip
    assert waits(linked) == 2, "nor does what only the hub knows"
    taken = brought_back(linked, answer)
    assert (taken.acknowledged, taken.rejected, taken.later, waits(linked)) == (2, 0, 0, 0)
    kept = bundles.latest(linked.store.read())[0]
    assert kept.answered_at is not None and not kept.answer_key
    assert refused(linked, answer) == "answer-known"


def test_a_case_that_also_went_by_wire_counts_once_in_both_orders(linked: Box, central: Central) -> None:
    submitted(linked)
    bundle = carried(linked)
    exchanged(linked)
    by_wire = statements(linked)
    assert brought_back(linked, answered(central.hub, bundle)).acknowledged == 1
    assert statements(linked) == by_wire, "the same acknowledgement, whichever way it came"
    submitted(linked)
    bundle = carried(linked)
    answer = answered(central.hub, bundle)
    exchanged(linked)
    assert brought_back(linked, answer).acknowledged == 1
    assert len(held(central)) == 2 and waits(linked) == 0


def test_two_bundles_of_the_same_cases_and_one_that_comes_twice_are_acknowledged_alike(
    linked: Box, central: Central
) -> None:
    submitted(linked)
    first, second = carried(linked), carried(linked)
    assert first != second
    late = answered(central.hub, first)
    again = answered(central.hub, first)
    assert brought_back(linked, answered(central.hub, second)).acknowledged == 1
    said = statements(linked)
    assert brought_back(linked, again).acknowledged == 1
    assert refused(linked, late) == "answer-known"
    assert statements(linked) == said and len(held(central)) == 1


def test_decisions_come_back_with_the_answer_and_no_cursor_is_skipped(linked: Box, central: Central) -> None:
    case = submitted(linked)
    there_and_back(linked, central.hub)
    say(central, case.reference, "in_progress")
    older = carried(linked)
    given = answered(central.hub, older)
    say(central, case.reference, "accepted", "Venez.", 1)
    assert there_and_back(linked, central.hub).updates == 2
    assert brought_back(linked, given).updates == 1, "an older one brings nothing new, and harms nothing"
    assert [update.state for update in updates.of(linked.store.read(), case.reference)] == ["in_progress", "accepted"]
    exchanged(linked)
    assert there_and_back(linked, central.hub).updates == 0


def test_an_answer_of_before_the_hub_was_put_back_is_refused_and_what_it_lacks_goes_again(
    linked: Box, central: Central
) -> None:
    submitted(linked)
    before = answered(central.hub, carried(linked))
    begin_new_epoch(central.hub.store, central.hub.clock)
    exchanged(linked)  # acknowledged in the new epoch
    submitted(linked)
    assert refused(linked, before) == "answer-older"
    assert waits(linked) == 1
    begin_new_epoch(central.hub.store, central.hub.clock)
    assert there_and_back(linked, central.hub).acknowledged == 1
    assert hear_hub.went_back(linked)
    assert waits(linked) == 1, "the first is sent again, because the hub may lack it"
    assert there_and_back(linked, central.hub).acknowledged == 1 and waits(linked) == 0


def test_a_new_sealing_key_of_the_hub_comes_with_the_answer(linked: Box, central: Central) -> None:
    rotate_sealing_key(central.hub.store, central.hub.ring, central.hub.clock)
    submitted(linked)  # sealed to the former key, which the hub still has
    assert there_and_back(linked, central.hub).acknowledged == 1
    enrolled = linked.enrolment()
    assert enrolled is not None and enrolled.seal_key == central.hub.ring.newest().pair.public


def test_an_answer_for_another_site_an_unknown_bundle_or_of_another_hub_is_said_and_changes_nothing(
    linked: Box, bruz: Box, central: Central, tmp_path: Path
) -> None:
    submitted(linked)
    theirs = answered(central.hub, carried(bruz))
    assert refused(linked, theirs) == "answer-of-another-site"
    mine = answered(central.hub, carried(linked))
    with linked.store.write() as db:
        bundles.forget(db, linked.clock.now())  # as in a database that came back from a backup
    assert refused(linked, mine) == "answer-unknown"
    waited = answered(central.hub, carried(linked))
    with central_hub(tmp_path / "elsewhere") as elsewhere:
        enrol.enroll(linked, elsewhere.url, elsewhere.code)
        assert refused(linked, waited) == "answer-of-another-hub"
    assert waits(linked) == 1


def test_what_the_hub_refuses_is_for_the_desk_and_what_it_has_no_time_for_goes_again(
    linked: Box, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.intake import answering
    from hub.intake.batch import Busy, RefusedEvent
    from kiosk.error_codes import Rejection

    submitted(linked)
    outcomes = [[Busy(1)], [Busy(1)], [RefusedEvent(Rejection.REFERENCE_TAKEN, "")]]
    monkeypatch.setattr(answering, "outcomes_of", lambda *_: outcomes.pop(0))
    assert there_and_back(linked, central.hub).rejected == 1
    assert outcomes == []


def test_a_file_that_is_cut_or_changed_anywhere_changes_nothing(linked: Box, central: Central) -> None:
    submitted(linked)
    bundle = carried(linked)
    answer = answered(central.hub, bundle)
    dice = random.Random(30)
    for place in [0, 1, 16, 119, 120, 143, 144, len(answer) - 1, *(dice.randrange(len(answer)) for _ in range(60))]:
        assert refused(linked, answer[:place]) == "bundle-cut", place
        changed = bytearray(answer)
        changed[place] ^= 1 << dice.randrange(8)
        assert refused(linked, bytes(changed)) in (
            "bundle-cut", "bundle-damaged", "not-a-bundle", "newer-bundle", "answer-unknown", "answer-of-another-site",
        )  # fmt: skip
    assert waits(linked) == 1 and not statements(linked)
    assert refused(linked, bundle) == "bundle-for-an-answer"
    assert brought_back(linked, answer).acknowledged == 1


def test_a_box_without_a_hub_makes_no_bundle_and_takes_no_answer(box: Box) -> None:
    with pytest.raises(Unreachable, match="no-hub"):
        carried(box)
    with pytest.raises(Unreachable, match="no-hub"):
        brought_back(box, b"")
