"""What a person types to find a procedure: stems, sounds, near words, and what another body gives.
How typed words are read, and what a spreadsheet never calculates.
"""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.language import spelling
from kiosk.domain.language.spelling import Text, cells_of, plain_cell
from kiosk.domain.search import query
from kiosk.domain.search.query import (
    Elsewhere,
    Vocabulary,
    count_allowed_slips,
    count_slips,
    find_named_thing,
    make_letter_mask,
    make_sound_key,
    situations,
    stem,
)
from tests.domain.samples import a_procedure


def test_the_words_that_carry_something_are_kept() -> None:
    for typed, words in [
        ("J’ai perdu ma carte d'identité", ["perdu", "carte", "identite"]),
        ("Comment je peux faire pour l`École ?", ["ecole"]),
        ("how do I register my daughter", ["register", "daughter"]),
        ("pré-demande, cœur", ["pre", "demande", "coeur"]), ("carte carte CARTE", ["carte"]),
        ("né(e) en 1944", ["1944"]), ('🍕 ** " NEAR( -', ["near"]), ("بطاقة", ["بطاقة"]), ("", []),
    ]:  # fmt: skip
        assert query.search_words(typed) == words


def test_a_form_is_its_number_whatever_its_version() -> None:
    for typed in ["cerfa 12669", "Cerfa n° 12669*02", "12 669", "12\u202f669 * 02", "12.669*2"]:
        assert "12669" in query.search_words(typed)
        assert "02" not in query.search_words(typed)
    assert query.search_words("02 99 00 00 00, 35140 Saint-Aubin, 16 ans") == [
        "02", "99", "00", "35140", "saint", "aubin", "16", "ans",
    ]  # fmt: skip


def test_a_question_that_has_not_begun_says_nothing_yet() -> None:
    for typed in ["", "   ", "j", "je veux", "Bonjour, je voudrais", "comment faire"]:
        assert query.says_nothing_yet(typed)
    for typed in ["je veux voter", "🍕", "?!", "xyz", "*"]:
        assert not query.says_nothing_yet(typed)


@given(st.text(max_size=400))
def test_whatever_is_typed_words_are_few_short_and_letters_or_digits(typed: str) -> None:
    words = query.search_words(typed)
    assert len(words) <= query.MOST_WORDS
    assert all(word.isalnum() and word not in query.EMPTY for word in words)
    query.says_nothing_yet(typed)


def test_ten_thousand_characters_cost_no_more_than_two_hundred() -> None:
    assert query.search_words("passeport " * 1_000) == ["passeport"]
    assert query.search_words(" " * 10_000 + "passeport") == []


PHRASES = {
    "driving-licence": [frozenset({"permi"}), frozenset({"permi", "conduir"})],
    "building-permit": [frozenset({"permi", "construir"})],
    "retirement": [frozenset({"retrait"})],
}


def test_the_longest_phrase_that_is_half_of_the_query_names_the_thing() -> None:
    for typed, thing in [
        ("permi", Elsewhere("driving-licence", True)), ("permi construir", Elsewhere("building-permit", True)),
        ("perdu permi", Elsewhere("driving-licence", False)), ("mutuel petit retrait", None), ("acte", None),
        ("", None),
    ]:  # fmt: skip
        assert find_named_thing([{stem} for stem in typed.split()], PHRASES) == thing
    assert find_named_thing([{"permi", "permanent"}], PHRASES) == Elsewhere("driving-licence", True)
    assert find_named_thing([{"permi"}, set()], PHRASES) == Elsewhere("driving-licence", False)


WORDS = st.text("abcde", max_size=8)


def test_a_letter_left_out_added_changed_or_swapped_is_one_slip() -> None:
    for one, other, count in [
        ("naissance", "naissance", 0), ("naisance", "naissance", 1), ("naissnace", "naissance", 1),
        ("mdhp", "mdph", 1), ("passeort", "passeport", 1), ("apartemant", "appartement", 2), ("", "ab", 2),
    ]:  # fmt: skip
        assert count_slips(one, other, 2) == count_slips(other, one, 2) == count
    assert count_slips("carte", "logement", 2) == 3
    assert count_slips("carte", "porte", 1) == 2
    for word, count in [("cmu", 0), ("mdph", 1), ("mutuell", 1), ("mutuelle", 2), ("12669", 0)]:
        assert count_allowed_slips(word) == count


@given(WORDS, WORDS)
def test_stopping_early_changes_nothing(one: str, other: str) -> None:
    whole = count_slips(one, other, 20)
    assert count_slips(one, other, 2) == min(whole, 3)


@given(WORDS, WORDS)
def test_letters_never_shut_out_a_near_word(one: str, other: str) -> None:
    assert (make_letter_mask(one) ^ make_letter_mask(other)).bit_count() <= 2 * count_slips(one, other, 20)


def test_words_written_as_they_are_heard_sound_alike_and_others_do_not() -> None:
    for heard, written in [
        ("pasport", "passeport"), ("ekol", "ecole"), ("kantine", "cantine"), ("nessance", "naissance"),
        ("elecsion", "election"), ("demenajement", "demenagement"), ("otorisation", "autorisation"),
        ("andicape", "handicape"), ("identiter", "identite"), ("matairnelle", "maternelle"),
        ("recencement", "recensement"), ("grize", "grise"),
    ]:  # fmt: skip
        assert make_sound_key(heard) == make_sound_key(written) != ""
    for one, other in [("carte", "carton"), ("logement", "longueur"), ("maison", "maternelle")]:
        assert make_sound_key(one) != make_sound_key(other)
    for word in ["cni", "rue", "12669", "بطاقة", "vote"]:
        assert make_sound_key(word) == ""


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_a_sound_never_grows(word: str) -> None:
    assert len(make_sound_key(word)) <= len(word) + word.count("tion")


def test_forms_of_one_word_meet_and_other_words_do_not() -> None:
    for family in [
        "heberger heberge hebergee hebergement hebergements", "demenager demenage demenagement demenagements",
        "loger logement logements loge", "voter vote votes", "cheval chevaux", "bureau bureaux",
        "inscription inscriptions", "election elections", "handicap handicape handicapee handicapes",
        "recensement recenser", "naissance naissances", "move moved moving moves",
    ]:  # fmt: skip
        assert len({stem(word) for word in family.split()}) == 1
    for one, other in [("carte", "carton"), ("logement", "longueur"), ("passeport", "passage"), ("aide", "aidant")]:
        assert stem(one) != stem(other)
    for word in ["cni", "rue", "12669", "18h30", "بطاقة", "ans"]:
        assert stem(word) == word


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_a_stem_is_never_empty_nor_longer(word: str) -> None:
    assert len(stem(word)) <= len(word)
    assert bool(stem(word)) is bool(word)


TOLD = ("naissance", "identite", "adresse", "logement", "demenagement", "mdph", "electricite", "carte", "passeport")
HELD = Vocabulary((*TOLD, "boulangerie", "cartouche"), TOLD)


def test_a_word_is_meant_by_its_forms_its_beginning_its_elision_or_with_a_slip() -> None:
    for typed, meant in [
        ("naissances", "naissance"), ("loger", "logement"), ("naisance", "naissance"), ("didentite", "identite"),
        ("dadresse", "adresse"), ("lelectricte", "electricite"), ("demenag", "demenagement"), ("mdhp", "mdph"),
        ("paseports", "passeport"), ("boulangeries", "boulangerie"),
    ]:  # fmt: skip
        assert list(HELD.meant(typed)) == [stem(meant)]
    for typed in ["xylophone", "mdx", "boulangrie", "42", "", "بطاقة"]:
        assert not HELD.meant(typed)
    ways = ("identites", "didentite", "identit", "idantitte", "idenrite", "idemrite")
    assert [HELD.meant(way)[stem("identite")] for way in ways] == [1.0, 0.9, 0.8, 0.8, 0.7, 0.45]


def test_while_it_is_typed_a_known_word_may_still_become_a_longer_one() -> None:
    assert set(HELD.meant("carte")) == {stem("carte")}
    assert set(HELD.meant("cart", typing=True)) == {stem("carte"), stem("cartouche")}
    assert set(HELD.meant("na", typing=True)) == {stem("naissance")}
    assert not HELD.meant("na")


MOVE = a_procedure(id="move", life_event=Text("Je déménage"), drawing="moving", icon="house")
VOTE = a_procedure(id="vote", life_event=Text("Je veux voter"), drawing="voting")
MOVE_TOO = a_procedure(id="move-too", life_event=Text("Je déménage"))
SHED = a_procedure(id="shed", life_event=Text("Je construis"), icon="construction")
OTHER = a_procedure(id="other")


def test_files_that_say_the_same_share_one_situation() -> None:
    (one,), rest = situations([MOVE_TOO, MOVE])
    assert (one.name, one.drawing) == ("je-demenage", "moving")
    assert [procedure.id for procedure in one.procedures] == ["move-too", "move"] and rest == ()


def test_no_procedure_is_left_out_of_the_first_choice() -> None:
    found, rest = situations([VOTE, OTHER, SHED, MOVE])
    assert [procedure.id for situation in found for procedure in situation.procedures] == ["move", "vote", "shed"]
    assert rest == (OTHER,), "what names no situation stands below"
    found, _ = situations([SHED, VOTE])
    assert [(situation.drawing, situation.icon) for situation in found] == [("voting", "file"), ("", "construction")]


@given(st.text())
def test_tidying_twice_is_tidying_once(text):
    assert spelling.clean_line(spelling.clean_line(text)) == spelling.clean_line(text)
    assert spelling.clean_lines(spelling.clean_lines(text)) == spelling.clean_lines(text)


@given(st.text())
def test_a_line_has_no_white_space_but_single_spaces(text):
    line = spelling.clean_line(text)
    assert line == " ".join(line.split())


def test_invisible_characters_go_and_joiners_stay():
    assert spelling.clean_line("\ufeffDu\u00adpont\u202e") == "Dupont"
    assert spelling.clean_line("می\u200cخواهم") == "می\u200cخواهم"


def test_every_line_end_is_one_lf():
    assert spelling.clean_lines("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_what_can_be_shown_is_readable():
    assert (
        spelling.is_readable_text("Léa 王 👩‍👩‍👧\n")
        and not spelling.is_readable_text("\x1b[31m")
        and not spelling.is_readable_text("\ufffd")
    )


def test_latin_letters_of_every_country_are_latin():
    assert (
        spelling.is_latin_text("Œ’ß-Þ ȘŁ ấ 12 .,;")
        and not spelling.is_latin_text("Маria")
        and not spelling.is_latin_text("aα")
    )


def test_digits_of_every_script_are_digits():
    assert spelling.fold_digits("٠١٢٣ ۴۵ ७८ 9a½²") == "0123 45 78 9a½²"


def test_what_stands_between_unaccented_words_stays() -> None:
    assert spelling.fold_accents("Févr. – Noe\u0308l, ẞ") == "fevr. – noel, ss"
    assert spelling.fold_accents("L’ÉTÉ") == "l’ete" and spelling.fold_accents("Заїка") == "заіка"


def test_bare_words_compare():
    assert spelling.fold_letters("Févr.") == spelling.fold_letters("FEVR") == "fevr"
    assert spelling.fold_letters("Août") == "aout"
    assert [spelling.fold_letters(word) for word in ("Benaïssa", "D’Alençon", "Saint-Aubin", "Œuf", "ẞ")] == [
        "benaissa", "dalencon", "saintaubin", "œuf", "ss",
    ]  # fmt: skip


def test_a_name_is_words_without_accents() -> None:
    assert spelling.split_name("Jeanne-Marie  d'Été.") == ["jeanne", "marie", "d", "ete"]
    assert spelling.split_name(" - ") == []


def test_a_formula_is_shown_as_it_was_typed() -> None:
    for text in [
        "=1+1", "+33612345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", " =1+1", "\u00a0=1",
        "=cmd|' /C calc'!A0",
    ]:  # fmt: skip
        assert plain_cell(text) == f"'{text}"


def test_other_texts_stay_as_they_are() -> None:
    for text in ["", "Benali", "1 place de la Mairie", "a=b", "06 12 34 56 78", "(+33)", "'=1"]:
        assert plain_cell(text) == text


def test_a_case_is_told_in_cells_and_what_it_lacks_is_empty() -> None:
    told = cells_of(
        {
            "person": {"family_name": "BENALI", "given_names": "Aïcha", "birth_date": "1945-03-02"},
            "contact": {"phone": "02 99 00 00 00"},
            "answers": [{"label": "Avez-vous un jardin ?", "shown": "Oui"}, {"label": "Rue", "shown": "des Lilas"}],
        }
    )
    assert (told["person"], told["phone"], told["email"]) == ("Aïcha BENALI", "02 99 00 00 00", "")
    assert told["answers"] == "Avez-vous un jardin ? Oui\nRue : des Lilas" and told["documents"] == ""
