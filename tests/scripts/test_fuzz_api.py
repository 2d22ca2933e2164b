"""Schemathesis in short: what `python -m scripts.fuzz_api` does for ten minutes."""

from scripts.fuzz_api import fuzz


def test_the_api_answers_as_it_is_described_whatever_it_is_sent() -> None:
    without, whole = fuzz(examples=5, seconds=20, seed=1)
    assert (without.token, whole.token) == (False, True)
    assert without.clean, without.report[-4000:]
    assert whole.clean, whole.report[-4000:]
