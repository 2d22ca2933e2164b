"""Communes, in the file that the build made: by postal code, and by the words of a name.
Over all communes: six letters and a choice reach nearly everyone, and every postal code its communes.
What is looked through when someone searches the catalogue.
"""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from kiosk.domain.places.commune import ARTICLES, SHORT, split_commune_name
from kiosk.services.procedures.look_up import communes_file
from kiosk.store import address_completion
from kiosk.store.address_completion import MOST, Communes
from kiosk.store.catalogue_index import Index
from kiosk.store.database import DatabaseError
from tests.long_runs import ARE_LONG

FRANCE = Communes(communes_file())
CORMIER = Communes(communes_file(), "35140")


def labels(rows):
    return [row.label for row in rows]


def names(rows):
    return [row.name for row in rows]


def test_a_code_shows_its_communes_and_its_first_digits_the_biggest():
    assert len(FRANCE.like("51300")) == 46
    assert labels(FRANCE.like("93450")) == ["L'Île-Saint-Denis · 93450"]
    assert FRANCE.like("51 300") == FRANCE.like("51300") == FRANCE.at("51300")
    assert names(FRANCE.like("35"))[:2] == ["Rennes", "Saint-Malo"]
    assert len(FRANCE.like("35")) == MOST
    assert FRANCE.like("3") == ()
    assert FRANCE.like("sa", "35140")[0].postcodes == ("35140",)


def test_a_name_is_found_by_the_beginnings_of_its_words():
    for typed, name in [("st ger", "Saint-Germain-en-Laye"), ("saint ger", "Saint-Germain-en-Laye"),
     ("ste ge", "Sainte-Geneviève-des-Bois"),
     ("l hay", "L'Haÿ-les-Roses"), ("lhay", "L'Haÿ-les-Roses"), ("bourg en bresse", "Bourg-en-Bresse"),
     ("bourg bre", "Bourg-en-Bresse"), ("le h", "Le Havre"), ("HAVR", "Le Havre"), ("la havre", "Le Havre"),
     ("œti", "Œting"), ("oeti", "Œting"), ("evr", "Évry-Courcouronnes"), ("y", "Y"), ("papee", "Papeete")]:  # fmt: skip
        assert name in names(FRANCE.like(typed))


def test_homonyms_are_told_apart_by_their_department_and_the_site_s_comes_first():
    result = labels(FRANCE.like("saint-denis"))
    assert result[:2] == ["Saint-Denis · 97400 – 97490", "Saint-Denis · 93200 – 93380"]
    places = CORMIER.like("st aub")
    assert [row.department for row in places][:3] == ["35"] * 3
    assert [row.department for row in CORMIER.like("sa")].count("35") == 4
    assert "35" not in [row.department for row in FRANCE.like("sa")]
    assert FRANCE.like("rue")[0].label == "Rue · 80120"


def test_the_town_hall_s_own_commune_comes_first_then_names_that_begin_so():
    assert names(Communes(communes_file(), "35250", ("35251",)).like("aubin"))[0] == "Saint-Aubin-d'Aubigné"
    becherel = names(Communes(communes_file(), "35190").like("béch"))
    assert becherel.index("Bécherel") < becherel.index("Miniac-sous-Bécherel")


def test_an_old_name_leads_to_the_commune_of_today():
    places = FRANCE.like("st germain sur moine")
    assert ("Sèvremoine", "Saint-Germain-sur-Moine") in [(row.name, row.also) for row in places]
    assert "Paris · 75001 – 75116" in labels(FRANCE.like("paris"))
    assert labels(FRANCE.like("la havre")) == [f"Le Havre · 766{digits}" for digits in ("00", "10", "20")]
    assert len(FRANCE.of("75056")) == 21


def test_there_are_no_more_rows_than_are_taken_in_at_a_glance():
    for typed in ("sa", "st", "le", "pa", "mars", "750", "69"):
        assert len({row.insee for row in CORMIER.like(typed)}) <= MOST
        assert len(CORMIER.like(typed)) <= MOST or len({row.insee for row in CORMIER.like(typed)}) == 1


def test_nothing_is_found_for_what_no_name_begins_with():
    for typed in ("", " ", "x", "zzz", "'", "*", "%", "مدينة", "35140x", "9" * 50, "a" * 20_000, "a " * 9_000):
        assert FRANCE.like(typed) == ()


def test_a_code_and_a_name_mean_one_commune_or_none():
    for postcode, name, insee in [
        ("93200", "ST DENIS", "93066"), ("75012", "Paris 12e", "75056"), ("69003", "LYON 03", "69123"),
        ("35140", "Saint-Aubin", "35253"), ("49230", "Saint-Germain-sur-Moine", "49301"),
        ("97133", "St Barthélemy", "97701"), ("58120", "Château-Chinon (Ville)", "58062"),
        ("98714", "Papeete", "98735"),
    ]:  # fmt: skip
        assert FRANCE.meant(postcode, name).insee == insee
    for postcode, name in [
        ("58120", "Château-Chinon"),
        ("35140", "Le Hamel"),
        ("35000", "Saint-Denis"),
        ("00100", "Armées"),
        ("35140", ""),
    ]:
        assert FRANCE.meant(postcode, name) is None
    assert [row.department for row in FRANCE.named("st denis")][:4] == ["974", "974", "974", "93"]
    assert [row.department for row in CORMIER.named("Saint-Ouen")] != []
    assert FRANCE.named("saint-deni") == ()


@pytest.fixture
def db() -> Iterator[object]:
    with closing(address_completion.open_commune_file(communes_file())) as opened:
        yield opened


def test_it_holds_every_commune_that_has_a_postal_code_and_cannot_be_written(db):
    assert db.execute("SELECT count(*) FROM communes").fetchone()[0] > 34_900
    assert db.execute("SELECT sum(population) FROM communes").fetchone()[0] > 68_000_000
    with pytest.raises(DatabaseError):
        db.execute("DELETE FROM communes")


def test_a_code_lies_in_a_department_or_overseas(db):
    for code, department in [
        ("35140", "35"), ("20000", "2A"), ("97400", "974"), ("97500", "975"), ("97133", "977"), ("97150", "978"),
        ("98714", "987"), ("98800", "988"), ("98600", "986"), ("00100", ""), ("", ""),
    ]:  # fmt: skip
        assert address_completion.read_department(db, code) == department


LETTERS = 6
ONE_IN = 1 if ARE_LONG else 5
"""Of the communes, by size; `make trials` asks for every one."""


def known(sql: str) -> list[tuple]:
    db = sqlite3.connect(f"{communes_file().as_uri()}?mode=ro", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def cut(parts: list[str]) -> str:
    """The first `LETTERS` of these words, spaces not counted."""
    typed, left = [], LETTERS
    for part in parts:
        typed.append(part[:left])
        left -= len(typed[-1])
    return " ".join(part for part in typed if part)


def ways(name: str) -> Iterator[str]:
    """From its start; then as those do who know it is long: « st », no articles, or the beginnings of its words."""
    yield cut(split_commune_name(name))
    short = [SHORT.get(word, word) for word in split_commune_name(name) if word not in ARTICLES]
    yield cut(short)
    if len(short) > 1:
        each = LETTERS // min(len(short), 3)
        yield " ".join(word[:each] for word in short[:3])


def reached(least: float, home: bool) -> bool:
    """Whether that share of the population is reached, biggest communes first; `home`: each from its own department."""
    rows = known("SELECT insee, name, department, population, substr(codes, 1, 5) FROM communes ORDER BY id")[::ONE_IN]
    wanted = least * sum(population for *_, population, _ in rows)
    seen: dict[tuple[str, str], set[str]] = {}
    total = 0
    for insee, name, department, population, code in rows:
        for typed in ways(name):
            key = (typed, department if home else "")
            if key not in seen:
                seen[key] = {place.insee for place in Communes(communes_file(), code if home else "").like(typed)}
            if insee in seen[key]:
                total += population
                break
        if total >= wanted:
            return True
    return False


def test_nineteen_in_twenty_people_are_six_letters_and_a_choice_away() -> None:
    assert reached(0.95, home=True)


def test_nine_in_ten_are_so_far_from_home() -> None:
    assert reached(0.9, home=False)


def test_every_commune_is_found_by_each_of_its_postal_codes() -> None:
    rows = known("SELECT p.postcode, c.insee FROM postcodes p JOIN communes c ON c.id = p.commune")
    assert len({insee for _, insee in rows}) > 34_900
    wanted: dict[str, set[str]] = {}
    for postcode, insee in rows:
        wanted.setdefault(postcode, set()).add(insee)
    france = Communes(communes_file())
    lost = [code for code, communes in wanted.items() if {place.insee for place in france.like(code)} != communes]
    assert not lost


PROCEDURES = (
    {"title": "carte identite", "keywords": "passeport", "numbers": "12100 12101", "rest": "mairie photo"},
    {"title": "acte naissance", "summary": "carte", "rest": "mairie"},
    {"title": "ecole", "keywords": "cantine", "rest": "mairie identite"},
    {"title": "logement", "rest": "mairie"},
    {"title": "rue", "rest": "mairie"},
)


@pytest.fixture
def index() -> Iterator[Index]:
    made = Index(PROCEDURES)
    yield made
    made.close()


def test_a_word_has_the_places_that_hold_it_and_tells_more_in_a_title(index: Index) -> None:
    passport, nothing, school = index.scores(["passeport", "xylophone", "ecole"])
    assert list(passport) == [0] and nothing == {} and list(school) == [2]
    assert passport[0] > 0
    card, identity = index.scores(["carte", "identite"])
    assert card[0] > card[1]
    assert identity[0] > 2 * identity[2]
    (everywhere,) = index.scores(["mairie"])
    assert len(everywhere) == 5 and max(everywhere.values()) < 0.001
    assert [list(score) for score in index.scores(["12101", "1210"])] == [[0], []]
    assert Index(()).scores(["carte"]) == [{}]
    assert Index(PROCEDURES).scores([]) == []


def test_no_word_is_an_operator(index: Index) -> None:
    for word in ["", '"', "NEAR(", "a*", "-carte", "title:carte", "carte OR acte", "\x00", "🍕", "^"]:
        (result,) = index.scores([word])
        assert result in ({}, index.scores(["carte"])[0])


def test_threads_ask_the_same_index(index: Index) -> None:
    wanted = index.scores(["carte", "mairie"])
    with ThreadPoolExecutor(8) as threads:
        assert all(scores == wanted for scores in threads.map(index.scores, [["carte", "mairie"]] * 400))
