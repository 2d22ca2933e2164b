"""Finding a procedure by everyday words."""

import csv
from concurrent.futures import ThreadPoolExecutor

from kiosk.catalogue.define.catalogue import Catalogue, open_catalogue
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Procedure, ProcedureDocument, Service
from kiosk.services.box.box import shipped_procedures
from kiosk.services.box.catalogue_search import Searching
from kiosk.words.words import Words
from scripts.source import ROOT
from tests.domain.samples import a_field, a_procedure, a_step

EVERYDAY = list(csv.DictReader((ROOT / "tests" / "gallery" / "site" / "everyday.csv").open(encoding="utf-8")))
"""What people ask, by someone who had seen no keyword, and the procedure that answers. Not a file to tune by."""
SLIPS = list(csv.DictReader((ROOT / "tests" / "gallery" / "site" / "slips.csv").open(encoding="utf-8")))
"""What people type wrongly, in which language, and the procedure, the thing asked elsewhere, or none."""
FRENCH, ENGLISH = Words(), Words("en")


def named(id: str, title: str, *keywords: str, **more: object) -> Procedure:
    return a_procedure(id=id, title=Text(title), keywords=tuple(map(Text, keywords)), **more)


CARD = named(
    "card", "Préparer une carte d’identité", "passeport", "CNI", cerfa="12100*02, 12101*02",
    summary=Text("La liste des papiers.", "Vos papiers."), life_event=Text("Je n’ai plus de papiers"),
    documents=(ProcedureDocument("photo", Text("Une photographie récente"), Text("Pour le titre")),),
)  # fmt: skip
BIRTH = named("birth", "Demander un acte de naissance", "extrait", service=Service("civil", Text("État civil")))
STREET = named("street", "Signaler un problème dans la rue", "trou", "lampadaire", audience=("habitant", "touriste"))
SCHOOL = named("school", "Inscrire un enfant à l’école", "maternelle", "cantine")
MOVE = named("move", "Changer d’adresse", "déménagement")
SMALL = Catalogue((CARD, BIRTH, STREET, SCHOOL, MOVE))


def found(typed: str, catalogue: Catalogue = SMALL, words: Words = FRENCH) -> list[str]:
    fitting = Searching().find(catalogue, words, typed)
    assert fitting is not None, f"{typed!r} says nothing"
    return [row.id for row in fitting]


def test_everyday_questions_find_their_procedure_among_the_first_three() -> None:
    shipped, searching = open_catalogue([shipped_procedures()]), Searching()
    missed = [
        row["question"]
        for row in EVERYDAY
        if row["procedure"]
        not in [record.id for record in (searching.find(shipped, FRENCH, row["question"]) or ())[:3]]
    ]
    assert len(EVERYDAY) == 43
    assert len(missed) <= 2, missed


def test_slips_of_the_finger_and_of_the_ear_find_what_was_meant() -> None:
    shipped, searching = open_catalogue([shipped_procedures()]), Searching()
    wrong = []
    for row in SLIPS:
        words, typed = Words(row["language"]), row["typed"]
        elsewhere = searching.elsewhere(shipped, words, typed)
        first = [record.id for record in (searching.find(shipped, words, typed) or ())[:3]]
        meant = [elsewhere.thing] if elsewhere and elsewhere.alone else first or ["none"]
        if row["expected"] not in meant:
            wrong.append((typed, row["expected"], meant))
    assert len(SLIPS) >= 65
    assert not wrong


def test_a_card_of_identity_is_not_every_procedure_that_asks_for_one() -> None:
    shipped, searching = open_catalogue([shipped_procedures()]), Searching()
    for typed in ("carte d identite", "carte d’identité", "pasport"):
        assert [record.id for record in searching.find(shipped, FRENCH, typed) or ()] == ["identity-document"], typed
    shipped = open_catalogue([shipped_procedures()])
    for typed in ("birth certificate", "acte de naissance"):
        assert found(typed, shipped, ENGLISH)[0] == "birth-certificate"


def test_what_a_town_hall_offers_itself_is_not_asked_elsewhere() -> None:
    assert Searching().elsewhere(SMALL, FRENCH, "casier judiciaire") is not None
    ours = named("record", "Demander son casier", "casier judiciaire")
    assert Searching().elsewhere(Catalogue((*SMALL.procedures, ours)), FRENCH, "casier judiciaire") is None


def test_accents_capitals_slips_elisions_and_forms_are_forgiven() -> None:
    for typed, first in [
        ("CARTE D'IDENTITE", "card"), ("j’ai perdu ma cart didentité", "card"), ("passport", "card"),
        ("acte de naisance", "birth"), ("naissances", "birth"), ("état civil", "birth"), ("photographies", "card"),
        ("gros trou", "street"), ("je démén", "move"), ("la cantine pour mon fils", "school"), ("visiteur", "street"),
        ("plus de papiers", "card"),
    ]:  # fmt: skip
        assert found(typed)[0] == first


def test_whatever_a_procedure_says_finds_it() -> None:
    for typed in ["cerfa 12101", "12100", "formulaire n° 12 100*02", "12101*05", "cerfa 1210"]:
        assert found(typed) == ["card"]
    plain = a_procedure(id="a", title=Text("Déclaration de cession", "Vendre une voiture"))
    assert found("voiture", Catalogue((plain, BIRTH, MOVE))) == ["a"]
    waste = a_procedure(a_step("what", a_field("choice", choices=("matelas", "frigo"))), id="waste")
    assert found("un matelas", Catalogue((waste, BIRTH, MOVE))) == ["waste"]


def test_what_fits_nothing_finds_nothing_and_what_fits_little_is_left_out() -> None:
    for typed in ["xylophone", "🍕", '* " NEAR( -', "بطاقة", "99999", "q" * 10_000]:
        assert found(typed) == []
    for typed in ["", " ", "je", "bonjour je voudrais"]:
        assert Searching().find(SMALL, FRENCH, typed) is None
    assert found("carte") == ["card"]
    assert set(found("carte, acte, rue")) == {"card", "birth", "street"}


def test_a_catalogue_that_changes_is_described_anew() -> None:
    searching = Searching()
    assert searching.find(SMALL, FRENCH, "mariage") == ()
    wedding = named("wedding", "Se marier", "mariage")
    assert searching.find(Catalogue((*SMALL.procedures, wedding)), FRENCH, "mariage") == (wedding,)


def test_many_people_ask_at_once() -> None:
    searching = Searching()
    with ThreadPoolExecutor(8) as threads:
        asked = threads.map(lambda word: searching.find(SMALL, FRENCH, word), ["passeport", "naissance"] * 100)
        assert list(asked) == [(CARD,), (BIRTH,)] * 100
