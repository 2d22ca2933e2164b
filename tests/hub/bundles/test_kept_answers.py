"""Answers that wait for whoever carries them: sealed pieces, which go with their days or with an erased case."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hub.bundles import kept_answers
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention.erasure import ASKED, erase
from hub.store.schema import bundle_answer
from kiosk.errors import Refused
from tests.hub.bundles.by_hand import Made, bundle, taken, told
from tests.hub.conftest import Watch
from tests.hub.samples import Box


def pieces(hub: Hub) -> int:
    with hub.store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(bundle_answer)).scalar_one())


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
    with hub.store.writing() as connection:
        erase(hub, connection, case["stream"], ASKED)
    with pytest.raises(Refused, match="answer-gone"):
        kept_answers.pieces_of(hub, "c" * 32)
    assert told(hub, "d" * 32)[0]
