"""What cuts the power: a disk that counts its flushes, and a case that is walked gesture by gesture."""

import random
import sys
from pathlib import Path

import pytest

from trials.power.disk import flushes_in
from trials.power.moments import TEN, to_the_end, work_until
from trials.power.stick import is_one_sentence
from trials.power.work import Work
from trials.torture.ledger import Kept, Losses
from trials.torture.look import look
from trials.townhall import site
from trials.townhall.desk import Desk
from trials.townhall.person import person

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="QEMU, nbdkit and Debian")


def test_a_flush_counts_when_it_is_asked_for_and_not_again_when_it_ends() -> None:
    log = (
        "2026-11-26 20:31:47.025346 connection=1 Write id=1 offset=0x0 count=0x1000 ...\n"
        "2026-11-26 20:31:47.025488 connection=1 ...Write id=1 return=0\n"
        "2026-11-26 20:31:47.026528 connection=1 Flush id=2 ...\n"
        "2026-11-26 20:31:47.026544 connection=1 ...Flush id=2 return=0\n"
    )
    assert flushes_in(log) == 1


def test_words_for_a_person_are_one_sentence_and_no_trace() -> None:
    assert is_one_sentence("La clé USB n’est plus là : branchez-la et recommencez.\n")
    assert not is_one_sentence("Traceback (most recent call last):\n  File ...")
    assert not is_one_sentence("")


def test_the_power_goes_at_ten_different_moments() -> None:
    assert len(set(TEN)) == len(TEN) == 10


def test_a_case_is_gone_on_with_after_a_cut_and_nothing_confirmed_is_lost(tmp_path: Path) -> None:
    hall = site.build(tmp_path, printer="dummy")
    box = site.box_process(hall)
    desk, kept, losses = Desk(), Kept(person(1, random.Random(1))), Losses()
    desk.address = box.start()
    try:
        desk.sign_in(hall.nadia)
        work = Work(desk, hall.nadia, kept)
        moment = next(moment for moment in TEN if moment.gesture == "person")
        assert work_until(moment, work, None, box.kill) == "answered"
        desk.address = box.start()
        work.power_is_back()
        look(desk, kept, losses)
        assert set(kept.confirmed) == {"for-whom", "copy", "person"}
        to_the_end(work)
    finally:
        box.stop()
    assert kept.reference
    assert losses.all() == []
