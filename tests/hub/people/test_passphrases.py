"""Long passphrases are taken as they are; what is guessed first is not."""

import pytest

from hub.people.people import LONGEST_PASSPHRASE, check_new_passphrase, fold_passphrase
from kiosk.errors import Refused

NAMES = ("claire", "Claire Morel", "Pays de Saint-Aubin")


def test_no_rule_says_which_signs_a_passphrase_needs() -> None:
    for passphrase in [
        "le marché du samedi",
        "la rivière en hiver",
        "correct horse battery staple",
        "k7m2p-q9x4r-t6w3z",
        "48151623427391",
        "Ω≈ç√∫˜µ≤≥÷ abc def",
        "claire aime les tulipes bleues",
        "дождь идёт весь день",
    ]:
        check_new_passphrase(passphrase, *NAMES)


def test_a_passphrase_has_twelve_signs_or_more() -> None:
    for passphrase in ["", "onze signes", "x" * (LONGEST_PASSPHRASE + 1)]:
        with pytest.raises(Refused, match="passphrase-too-short"):
            check_new_passphrase(passphrase, *NAMES)


def test_what_is_guessed_first_is_refused() -> None:
    for passphrase in [
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "abcdefghijklmn",
        "zyxwvutsrqponm",
        "azertyuiopqs",
        "QWERTYUIOPAS",
        "123456789012",
        "2026-11-24 2026",
        "motdepasse2026!",
        "MotDePasse MotDePasse",
        "password1234",
        "claireclaire1",
        "Claire Morel 1985",
        "Pays de Saint-Aubin",
        "saint aubin 2026",
        "mairie mairie 35",
        "............",
    ]:
        with pytest.raises(Refused, match="passphrase-too-simple"):
            check_new_passphrase(passphrase, *NAMES)


def test_a_letter_typed_in_two_parts_is_one() -> None:
    assert fold_passphrase("cafe\u0301") == "café"
