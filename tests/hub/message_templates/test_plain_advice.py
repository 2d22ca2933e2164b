"""Advice about the words of a template."""

from hub.message_templates.plain_advice import MOST_WORDS, advice_of


def test_a_long_sentence_is_told_with_its_words_and_two_short_ones_are_not() -> None:
    long = " ".join(["mot"] * (MOST_WORDS + 1)) + "."
    (one,) = advice_of(f"Bonjour.\n{long}")
    assert (one.sentence, one.count, one.word) == (long, MOST_WORDS + 1, "")
    assert list(advice_of(" ".join(["mot"] * MOST_WORDS) + ". Au revoir.")) == []


def test_a_hard_word_is_told_once() -> None:
    found = list(advice_of("Apportez le récépissé. Le récépissé de la CAF suffit."))
    assert [advice.word for advice in found] == ["récépissé", "CAF"]
