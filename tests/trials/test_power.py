"""What cuts the power: a disk that counts its flushes, the ten moments, and what counts as told in words."""

import sys

import pytest

from trials.power.cuts import TEN
from trials.power.disk import flushes_in
from trials.power.processes import is_one_sentence

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nbdkit and FUSE")


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
