"""Schemathesis in short: what `python -m trials.fuzz.api` does for ten minutes."""

from tests.long_runs import how_many
from trials.fuzz.api import fuzz


def test_the_api_answers_as_it_is_described_whatever_it_is_sent() -> None:
    without, whole = fuzz(examples=how_many(3, 100), seconds=how_many(6, 300), seed=1)
    assert (without.token, whole.token) == (False, True)
    assert not without.taken, "what a site has sealed and signed is worth nothing without its token"
    assert without.clean, without.report[-4000:]
    assert whole.clean, whole.report[-4000:]
