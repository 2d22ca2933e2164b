"""The languages there are, what Babel knows of them, and who has read their catalogues over."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from kiosk.words import languages
from kiosk.words.words import Words


def a_catalogue(place: Path, language: str, domain: str, said: dict[str, str], head: str = "# Ours") -> None:
    """A town hall's own, compiled."""
    folder = place / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(locale=language, header_comment=head, fuzzy=False)
    for key, words in said.items():
        context, _, message = key.rpartition("/")
        catalog.add(message, words, context=context or None)
    with (folder / f"{domain}.po").open("wb") as po, (folder / f"{domain}.mo").open("wb") as mo:
        write_po(po, catalog)
        write_mo(mo, catalog)


def test_a_language_is_a_folder_whose_name_babel_knows_in_itself(tmp_path: Path) -> None:
    a_catalogue(tmp_path, "tr", "words", {})
    assert languages.list_languages(tmp_path) == ("fr", "ar", "en", "es", "pt", "tr", "uk")
    assert (languages.find_language_name("tr"), languages.find_language_name("tlh")) == ("Türkçe", "")


def test_scripts_and_their_direction_are_babel_s() -> None:
    assert [languages.find_direction(word) for word in ("fr", "ar", "fa", "uk")] == ["ltr", "rtl", "rtl", "ltr"]
    assert [languages.is_latin(word) for word in ("fr", "ar", "uk", "pt", "ti")] == [True, False, False, True, False]


def test_a_town_hall_s_own_words_come_before_ours_and_ours_before_nothing(tmp_path: Path) -> None:
    a_catalogue(tmp_path, "en", "words", {"state/accepted": "Granted"})
    assert Words("en", own=tmp_path).code("state", "accepted") == "Granted"
    assert Words("en", own=tmp_path).code("state", "refused") == Words("en").code("state", "refused") != ""
    assert languages.load_word_catalogue("en", "words", tmp_path).pgettext("state", "no such code") == ""


def test_a_catalogue_is_reviewed_once_it_names_who_has_read_it(tmp_path: Path) -> None:
    a_catalogue(tmp_path / "named", "tr", "messages", {}, "# X-Reviewed-By: Ayşe Demir, 2027-02-01")
    a_catalogue(tmp_path / "nobody", "tr", "messages", {}, "# X-Reviewed-By:")
    assert languages.is_catalogue_reviewed("tr", "messages", tmp_path / "named")
    assert not languages.is_catalogue_reviewed("tr", "messages", tmp_path / "nobody")
    assert {language for language in languages.list_languages() if languages.has_unreviewed_catalogue(language)} == {
        "ar",
        "es",
        "pt",
        "uk",
    }


def test_one_sentence_that_nobody_has_read_makes_a_language_unreviewed(tmp_path: Path) -> None:
    assert not languages.has_unreviewed_catalogue("en")
    a_catalogue(tmp_path, "en", "procedures", {"composteur/Demander": "Ask"})
    assert languages.has_unreviewed_catalogue("en", tmp_path)


def test_the_strongest_variable_that_is_set_decides() -> None:
    for variables, language in [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr"}, "fr"),
        ({"LANG": "en", "LC_ALL": ""}, "en"),
    ]:
        assert languages.find_environment_language(variables) == language
