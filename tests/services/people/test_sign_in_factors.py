"""What a mediator signs in with is made at random, read in one spelling, and forgiving of hurried hands."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.clock import Clock
from kiosk.domain.keys.factor_kind import FactorKind
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people import sign_in_factors
from tests.gallery.site.cast import PASSPHRASE, PIN, SHEET

SALT = bytes(16)


def test_each_is_made_anew_and_read_as_what_it_is() -> None:
    for kind in list(FactorKind):
        one, other = sign_in_factors.new_factor(kind), sign_in_factors.new_factor(kind)
        assert one != other
        assert sign_in_factors.read(one)[0] == kind
        assert sign_in_factors.read(one) == sign_in_factors.read(f"  {one}\n")


def test_a_badge_is_128_bits_on_keys_that_every_keyboard_has_in_one_place() -> None:
    """A scanner types keys: a Q would come out as an A on a French keyboard."""
    badge = sign_in_factors.new_factor("badge")
    assert re.fullmatch(f"[{sign_in_factors.BADGE_LETTERS}]{{32}}", badge)
    assert len(set(sign_in_factors.BADGE_LETTERS)) == 16 and not set("AQZWMUVXYO") & set(sign_in_factors.BADGE_LETTERS)
    assert (
        sign_in_factors.read(badge.lower())
        == sign_in_factors.read(f"{badge[:16]}-{badge[16:]}\r\n")
        == sign_in_factors.read(badge)
    )


def test_six_words_are_of_the_list_and_a_key_file_is_256_bits() -> None:
    assert len(sign_in_factors.new_factor("passphrase").split()) == sign_in_factors.WORDS == 6
    mark, secret = sign_in_factors.new_factor("key-file").split()
    assert mark == sign_in_factors.KEY_FILE_MARK and len(bytes.fromhex(secret)) == 32


def test_words_are_one_secret_however_they_are_typed() -> None:
    """A Mac sends « é » as two characters, a phone puts a capital, a hurried hand leaves the accent out."""
    for typed in (
        unicodedata.normalize("NFD", PASSPHRASE), PASSPHRASE.upper(), PASSPHRASE.replace("é", "e"),
        f"  {PASSPHRASE.replace(' ', '   ')} ",
    ):  # fmt: skip
        assert sign_in_factors.read(typed) == sign_in_factors.read(PASSPHRASE)
    assert sign_in_factors.read(PASSPHRASE.replace("lueur", "lune")) != sign_in_factors.read(PASSPHRASE)


def test_a_badge_and_a_key_file_find_their_holder_and_words_are_never_hashed_bare() -> None:
    assert sign_in_factors.hash_of(PASSPHRASE) == ""
    hashes = {
        sign_in_factors.hash_of(sign_in_factors.new_factor(kind)) for kind in ("badge", "key-file") for _ in range(2)
    }
    assert len(hashes) == 4 and all(len(code_hash) == 64 for code_hash in hashes)


def test_first_factor_and_pin_open_together_and_neither_alone() -> None:
    right = sign_in_factors.key_of(PASSPHRASE, PIN, SALT)
    assert sign_in_factors.key_of(f" {PASSPHRASE} ", f" {PIN} ", SALT) == right
    for words, pin, salt in ((PASSPHRASE, "", SALT), ("", PIN, SALT), (PASSPHRASE, PIN, b"1" * 16)):
        assert sign_in_factors.key_of(words, pin, salt) != right


def test_a_pin_is_six_digits_at_random() -> None:
    pins = {sign_in_factors.new_pin(Clock()) for _ in range(20)}
    assert len(pins) > 15 and all(re.fullmatch("[0-9]{6}", pin) for pin in pins)


def test_a_pin_that_someone_chose_is_taken() -> None:
    for pin in ["482915", "000001", " 482915 ", "482915482915", "135791"]:
        assert sign_in_factors.checked_pin(pin) == pin.strip()


def test_a_pin_that_anyone_would_try_first_is_not() -> None:
    for pin in [
        "", "48291", "4829154829154", "48291a", "111111", "000000", "123456", "654321", "890123", "４８２９１５",
        "48 915",
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            sign_in_factors.checked_pin(pin)
        assert refused.value.code == Refusal.WEAK_PIN


def test_a_recovery_sheet_that_was_copied_by_hand_opens_again() -> None:
    words, pair = sign_in_factors.new_sheet()
    assert len(words.split()) == 12 and unicodedata.is_normalized("NFC", words)
    bare = "".join(
        character for character in unicodedata.normalize("NFKD", words) if not unicodedata.combining(character)
    )
    for typed in (words, words.upper(), bare, "\n".join(words.split()), " ".join(word[:4] for word in words.split())):
        assert sign_in_factors.sheet(typed) == pair
    assert sign_in_factors.new_sheet()[1] != pair


def test_a_sheet_with_a_word_missing_or_wrong_is_no_sheet() -> None:
    for typed in [
        "", "abaisser", SHEET.replace("abeille", "abaisser"), f"{SHEET} abeille", SHEET.replace("abeille", "zzzz"),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            sign_in_factors.sheet(typed)
        assert refused.value.code == Refusal.NOT_A_SHEET


@given(typed=some.text(max_size=300))
def test_anything_can_be_typed_scanned_or_chosen(typed: str) -> None:
    kind, secret = sign_in_factors.read(typed)
    assert kind in list(FactorKind) and secret.startswith(kind)
    try:
        sign_in_factors.sheet(typed)
    except Refused as refused:
        assert refused.code == Refusal.NOT_A_SHEET


def test_a_file_that_is_far_too_long_is_not_read_to_its_end() -> None:
    assert len(sign_in_factors.read("a" * 1_000_000)[1]) < sign_in_factors.LONGEST + 20
