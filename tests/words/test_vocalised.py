"""Arabic sentences with their short vowels, kept for voices."""

from kiosk.words.vocalised import HARAKAT, make_sentence_key, split_sentences, vocalise_text
from scripts.vocalise import HEAD, kept, settled, wanted

MADE_BY = "python -m scripts.vocalise"


def test_every_arabic_sentence_is_vocalised_and_none_is_stale() -> None:
    there, sought = kept().keys(), wanted().keys()
    assert len(sought) > 5000
    assert not sought - there, MADE_BY
    assert not there - sought, MADE_BY


def test_no_letter_of_a_sentence_is_lost_or_changed() -> None:
    forms = kept()
    bare = {name: HARAKAT.sub("", sentence) for name, sentence in wanted().items()}
    assert not [name for name in bare if HARAKAT.sub("", forms[name]) != bare[name]]


def test_nearly_every_sentence_has_vowels() -> None:
    """A few, such as « لا », need none."""
    without = [form for form in kept().values() if not HARAKAT.search(form)]
    assert len(without) <= 20


def test_nobody_takes_them_for_reviewed() -> None:
    assert HEAD.startswith("# Not reviewed by a person")


def test_a_sentence_is_found_whichever_of_its_vowels_are_written() -> None:
    assert make_sentence_key("شكرًا") == make_sentence_key("شكرا") and make_sentence_key("شكرا") != make_sentence_key(
        "شكر"
    )


def test_a_paragraph_is_vocalised_sentence_by_sentence() -> None:
    known = next(sentence for sentence in wanted().values() if sentence.endswith("."))
    said = vocalise_text(f"محمد. {known}")
    assert split_sentences(said)[0] == "محمد." and HARAKAT.search(said)
    assert said.endswith(kept()[make_sentence_key(known)])


def test_what_somebody_typed_stays_as_it_is() -> None:
    assert vocalise_text("شارع  النصر 12") == "شارع  النصر 12"


def test_a_value_in_a_sentence_stays_as_it_is_and_the_rest_is_vocalised() -> None:
    form = next(form for form in kept().values() if HARAKAT.sub("", form) == "الملف {}")
    assert vocalise_text("الملف SA1042K") == form.format("SA1042K")


def test_a_word_that_asks_something_of_the_person_is_no_account_of_what_somebody_did() -> None:
    assert settled("اكتب الاسم واختر هذا", "اكْتَبَ الِاسْمَ وَاخْتَرَ هَذا") == "اُكْتُبْ الِاسْمَ وَاخْتَرْ هَذَا"


def test_vowels_that_the_sentence_has_itself_are_kept() -> None:
    assert settled("كُتب العَقَد", "كُتِبَ العَقَدُ") == "كُتِبَ العَقَدُ"
