"""What a box sent by hand is taken as a batch of the wire is: once, in order, and answered."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hub.bundles import kept_answers
from hub.bundles.answering_bundle import ArrivingFiles
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention.retention import ASKED
from hub.sites.sites import revoke, site_by_code
from hub.store.schema import bundle_answer
from kiosk.domain.bundles.messages import AnswerFile, BundledChunk, BundledEvent, BundledFile, read_answer
from kiosk.domain.events.wire.files import FileManifest
from kiosk.domain.events.wire.reading import VERSION, encode
from kiosk.domain.proofs import signed_update
from kiosk.errors import Refused
from tests.hub.bundles.by_hand import Made, bundle, taken, told
from tests.hub.conftest import Watch
from tests.hub.samples import Box, erase_case, heartbeat, query_rows


def refused(hub: Hub, data: bytes) -> str:
    with pytest.raises(Refused) as reason:
        taken(hub, data)
    return str(reason.value.code)


def test_an_event_is_stored_once_and_acknowledged_alike_by_hand_and_by_wire(hub: Hub, box: Box) -> None:
    by_hand, by_wire = box.submitted(), box.submitted()
    assert box.outcomes(by_wire) == ["acknowledged"]
    data = bundle(hub, box, by_hand, by_wire)
    first = taken(hub, data)
    assert (first.events, first.taken, first.refused) == (2, 1, 0)
    events, updates = told(hub)
    assert [event["outcome"] for event in events] == ["acknowledged", "duplicate"] and not updates
    for event, sent in zip(events, (by_hand, by_wire), strict=True):
        signed_update.read_of_event(
            event, hub.verify_key, event=sent["id"], sha256=sent["sha256"], site="SA", reference=sent["reference"]
        )
    assert taken(hub, data).taken == 0
    again, _ = told(hub)
    assert [event["statement"] for event in again] == [event["statement"] for event in events]
    assert box.outcomes(by_hand) == ["duplicate"]


def test_a_bundle_for_another_hub_of_a_stranger_or_of_a_stolen_box_is_refused_whole(
    hub: Hub, box: Box, other_box: Box
) -> None:
    case = box.submitted()
    assert refused(hub, bundle(hub, box, case, made=Made(hub="ab" * 32))) == "bundle-of-another-hub"
    assert refused(hub, bundle(hub, box, case, made=Made(seed=bytes(32)))) == "bundle-forged"
    assert refused(hub, bundle(hub, box, case, made=Made(site="BZ"))) == "bundle-forged"
    assert refused(hub, bundle(hub, box, case, made=Made(site="ZZ"))) == "unknown-site"
    data = bundle(hub, box, case)
    revoke(hub.store, "SA", hub.clock)
    assert refused(hub, data) == "bundle-of-revoked-site"
    assert other_box.outcomes(other_box.submitted()) == ["acknowledged"]


def test_a_half_written_file_and_an_answer_are_named_as_such(hub: Hub, box: Box) -> None:
    data = bundle(hub, box, box.submitted())
    for place in (0, 15, 60, 130, 200, len(data) - 1):
        assert refused(hub, data[:place]) == "bundle-cut"
    assert refused(hub, b"PARVIS-ANSWER-1\n" + data[16:]) == "answer-for-a-bundle"
    assert refused(hub, data[:40] + bytes(80) + data[120:]) == "bundle-damaged"
    assert refused(hub, data[:32] + bytes(8) + data[40:]) == "bundle-of-another-hub"


def test_one_bad_event_spoils_no_other_and_what_is_no_event_ends_nothing(hub: Hub, box: Box) -> None:
    good, forged = box.submitted(), box.submitted()
    forged["sha256"] = "0" * 64
    strange = encode(BundledEvent(event={"id": 7}))
    done = taken(hub, bundle(hub, box, forged, good, strange=[strange]))
    assert (done.events, done.taken, done.refused) == (3, 1, 2)
    events, _ = told(hub)
    assert [event["outcome"] for event in events] == ["rejected", "acknowledged"]
    assert json.loads(events[0]["statement"])["refused"] == forged["id"]


def test_a_stick_of_last_week_says_nothing_newer_than_the_wire(hub: Hub, box: Box) -> None:
    box.send(heartbeat=heartbeat(1042, 3))
    old = Made(made_at=hub.clock.now() - timedelta(days=7), said={"unsent": 40, "last_counter": 900})
    case = box.submitted()
    taken(hub, bundle(hub, box, case, made=old))
    site = site_by_code(hub.store, "SA")
    assert (site.unsent, site.highest_counter) == (3, max(1042, int(case["reference"][2:-1])))
    newer = Made(id="c" * 32, made_at=hub.clock.now() + timedelta(days=4000), said={"unsent": 9, "last_counter": 2000})
    taken(hub, bundle(hub, box, made=newer))
    site = site_by_code(hub.store, "SA")
    assert (site.unsent, site.highest_counter) == (9, 2000)
    assert site.heard_at is not None and site.heard_at <= hub.clock.now(), "a clock ten years ahead is heard now"


def manifest(hub: Hub) -> FileManifest:
    key, name = hub.ring.newest().id, "0" * 64
    return FileManifest(version=VERSION, event="0" * 32, key=key, sealed_key=b"k" * 80, header="0" * 48, chunks=(name,))


def answers_in(messages: Iterator[bytes]) -> list[AnswerFile]:
    read = [read_answer(message) for message in messages]
    return [message for message in read if isinstance(message, AnswerFile)]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_file_that_no_event_lists_is_refused_and_the_next_one_is_asked_anew(hub: Hub, box: Box) -> None:
    files = ArrivingFiles(hub, "SA")
    first, second = (BundledFile(id=number * 32, manifest=manifest(hub)) for number in "12")
    assert answers_in(files.take(first)) == []
    assert answers_in(files.take(BundledChunk(name="0" * 64, content=b"nothing of it is kept"))) == []
    [answer] = answers_in(files.take(second))
    assert (answer.id, answer.code, answer.signed) == (first.id, "unknown-attachment", None)
    [answer] = answers_in(files.end())
    assert answer.id == second.id
    assert answers_in(files.end()) == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_chunk_without_its_file_is_passed_over(hub: Hub) -> None:
    files = ArrivingFiles(hub, "SA")
    assert answers_in(files.take(BundledChunk(name="0" * 64, content=b"x"))) == [] and answers_in(files.end()) == []


def pieces(hub: Hub) -> int:
    return int(query_rows(hub, select(func.count()).select_from(bundle_answer)).scalar_one())


def test_a_file_that_comes_again_is_answered_anew_and_the_answer_before_goes(hub: Hub, box: Box) -> None:
    case = box.submitted()
    taken(hub, bundle(hub, box, case))
    kept = pieces(hub)
    taken(hub, bundle(hub, box, case))
    assert pieces(hub) == kept and len(told(hub)[0]) == 1
    (shown,) = kept_answers.latest(hub)
    assert (shown.site, shown.site_name, shown.events) == ("SA", "Mairie de Saint-Aubin", 1)
    assert shown.answer_bytes == sum(map(len, kept_answers.pieces_of(hub, "b" * 32)))


def test_an_answer_that_nobody_fetches_goes_and_says_so(hub: Hub, box: Box, watch: Watch) -> None:
    data = bundle(hub, box, box.submitted())
    taken(hub, data)
    kept_answers.keep_pieces(hub, "d" * 32, "e" * 32, [b"of an attempt that was never finished"])
    watch.ahead.append(timedelta(days=31))
    kept_answers.forget_old(hub)
    assert pieces(hub) == 0 and kept_answers.latest(hub)[0].answer_bytes == 0
    with pytest.raises(Refused, match="answer-gone"):
        kept_answers.pieces_of(hub, "b" * 32)
    taken(hub, data)
    assert told(hub)[0][0]["outcome"] == "duplicate"
    watch.ahead.append(timedelta(days=400))
    kept_answers.forget_old(hub)
    assert kept_answers.latest(hub) == []


def test_an_answer_of_many_pieces_is_whole_and_one_that_lacks_some_is_none(hub: Hub, box: Box) -> None:
    taken(hub, bundle(hub, box, box.submitted()))
    (known,) = kept_answers.latest(hub)
    count, size = kept_answers.keep_pieces(hub, known.id, "e" * 32, [bytes([number]) * 10 for number in range(20)])
    assert (count, size) == (20, 200)
    with pytest.raises(Refused, match="answer-gone"), hub.store.writing() as connection:
        kept_answers.finish(connection, known, "e" * 32, count + 1)
    with hub.store.writing() as connection:
        kept_answers.finish(connection, known, "e" * 32, count)
    assert b"".join(kept_answers.pieces_of(hub, known.id)) == b"".join(bytes([number]) * 10 for number in range(20))


def test_an_erased_case_takes_the_kept_answers_of_its_sites_along(
    hub: Hub, box: Box, other_box: Box, paul: Staff
) -> None:
    case = box.submitted()
    taken(hub, bundle(hub, box, case))
    decide(hub, paul, case["reference"], "in_progress", "", 0)
    taken(hub, bundle(hub, box, made=Made(id="c" * 32)))
    assert len(told(hub, "c" * 32)[1]) >= 1
    taken(hub, bundle(hub, other_box, other_box.submitted(), made=Made(id="d" * 32)))
    erase_case(hub, case["stream"], ASKED)
    with pytest.raises(Refused, match="answer-gone"):
        kept_answers.pieces_of(hub, "c" * 32)
    assert told(hub, "d" * 32)[0]
