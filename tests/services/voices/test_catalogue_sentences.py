"""What may be kept: sentences of the catalogues in each language, no value, no title that is somebody's secret."""

from kiosk.services.box.box import Box
from kiosk.services.voices.catalogue_sentences import discreet_titles, sentences


def test_every_language_has_its_sentences(box: Box) -> None:
    for language in ["fr", "en", "ar", "uk", "es", "pt"]:
        words = box.words(language)
        texts = sentences(words, box.catalogue)
        assert len(texts) > 3000 and len(set(texts)) == len(texts)
        assert not [text for text in texts if "%(" in text or "\n" in text or "\x00" in text or not text.strip()]
        assert words.code("speech", "not-read") in texts


def test_procedures_are_in_it_with_their_plain_words(box: Box) -> None:
    texts = sentences(box.words(), box.catalogue)
    procedure = box.catalogue.get("birth-certificate")
    assert procedure is not None and " ".join(procedure.title.text.split()) in texts
    plain = [step.help for step in procedure.steps if step.help.plain]
    assert all(" ".join(text.plain.split()) in texts for text in plain)


def test_titles_of_discreet_procedures_are_not(box: Box) -> None:
    discreet = [procedure for procedure in box.catalogue.procedures if procedure.discreet]
    assert discreet
    for language in ("fr", "ar"):
        words = box.words(language)
        titles = discreet_titles(words, box.catalogue)
        assert {" ".join(words.text(procedure.title).split()) for procedure in discreet} <= titles
        assert not titles & set(sentences(words, box.catalogue))


def test_what_only_commands_say_is_not(box: Box) -> None:
    assert box.words().code("command", "doctor-well") not in sentences(box.words(), box.catalogue)
