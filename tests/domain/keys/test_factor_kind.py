"""Kinds of first factor are stored, and named in forms and on the command line, by these words."""

from kiosk.domain.keys.factor_kind import FactorKind


def test_a_kind_is_read_from_the_word_that_is_stored() -> None:
    assert [FactorKind(word) for word in ("passphrase", "badge", "key-file")] == list(FactorKind)
