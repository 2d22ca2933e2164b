"""What the electoral roll, the census at 16 and the hosting certificate ask, of whom, and with which papers."""

from pathlib import Path

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.domain.procedure.procedure import Procedure
from tests.catalogue.samples import SHIPPED
from tests.catalogue.test_shipped import TODAY, journey

NAMES = ("electoral-roll", "census-at-16", "hosting-certificate")


def shipped(name: str) -> Procedure:
    return load_procedure(next(path for path in SHIPPED if path.stem == name))


def papers(name: str, **values: object) -> set[str]:
    """The ids of the documents that someone with these answers has to bring."""
    return {
        document.id
        for document in shipped(name).documents
        if document.when is None or document.when.holds(values, TODAY)
    }


def told(name: str, **values: object) -> set[str]:
    """The ids of the notes that someone with these answers reads."""
    fields = shipped(name).fields()
    return {
        field.id for field in fields if field.kind == "note" and (field.when is None or field.when.holds(values, TODAY))
    }


def test_people_find_it_by_the_words_they_use() -> None:
    for name in NAMES:
        assert 8 <= len(shipped(name).keywords) <= 20


def test_the_words_for_voting_and_hosting_are_everyday_ones() -> None:
    texts = {word.text for name in NAMES for word in shipped(name).keywords}
    assert {"voter", "carte d’électeur", "JDC", "papier pour héberger"} <= texts


def test_no_question_asks_for_an_exact_birth_date() -> None:
    for name in NAMES:
        dates = [field for field in shipped(name).fields() if field.kind == "date" and field.options.get("past")]
        assert dates
        assert all(field.options["year_alone"] for field in dates)


def test_a_voter_who_moved_in_says_where_they_voted() -> None:
    answers = {"for_whom": "myself", "citizenship": "french", "birth_date": "1972-05-14", "tie": "home"}
    assert "previous" in journey(shipped("electoral-roll"), reason="moved_in", **answers)
    assert "previous" in journey(shipped("electoral-roll"), reason="back", **answers)
    assert "previous" not in journey(shipped("electoral-roll"), reason="first", **answers)


def test_only_a_european_voter_chooses_lists_and_signs_a_declaration() -> None:
    french = {"for_whom": "myself", "citizenship": "french", "birth_date": "1972", "tie": "home"}
    european = french | {"citizenship": "european"}
    assert "europe" not in journey(shipped("electoral-roll"), **french)
    assert "europe" in journey(shipped("electoral-roll"), **european)
    assert papers("electoral-roll", **french) == {"identity", "home"}
    assert papers("electoral-roll", **european) == {"identity-eu", "declaration-eu", "home"}


def test_one_tie_with_the_town_is_enough_and_brings_its_own_papers() -> None:
    def proof(tie: str, **values: object) -> set[str]:
        return papers("electoral-roll", citizenship="french", tie=tie, **values) - {"identity"}

    assert proof("home", housed=True) == {"home", "host"}
    assert proof("parents") == {"parents-home", "family-record"}
    assert proof("taxes") == {"taxes"}
    assert proof("company") == {"company-role", "company-taxes"}
    assert proof("no_home") == {"domiciliation"}
    assert proof("other") == set()
    assert told("electoral-roll", tie="other") == {"deadline_note", "under_age_note"}


def test_who_registers_for_someone_absent_has_a_written_mandate() -> None:
    assert "mandate" in papers("electoral-roll", for_whom="helped", comes_along=False)
    assert "mandate" not in papers("electoral-roll", for_whom="helped", comes_along=True)


def test_a_voter_under_18_is_told_so() -> None:
    assert "under-age" in journey(shipped("electoral-roll"), for_whom="myself", birth_date="2009-01-02")
    assert "under-age" not in journey(shipped("electoral-roll"), for_whom="myself", birth_date="2008-01-02")


def test_the_census_says_one_thing_of_its_time() -> None:
    for born, french_later, note in [
        ("2010-09-12", False, "in_time_note"),
        ("2009-01-01", False, "late_note"),
        ("2001-11-25", False, "late_note"),
        ("2010-09-12", True, "new_french_note"),
        ("2005", True, "new_french_note"),
    ]:
        assert told("census-at-16", birth_date=born, became_french=french_later) - {"decline_note"} == {note}


def test_a_young_person_is_counted_alone_or_by_a_parent() -> None:
    alone = {"identity", "family-record"}
    assert papers("census-at-16", for_whom="myself", became_french=False) == alone
    assert papers("census-at-16", for_whom="my_child", became_french=True) == {*alone, "nationality", "parent-identity"}
    assert papers("census-at-16", for_whom="represented", became_french=False) == {*alone, "authority"}


def test_who_hosts_asks_for_themselves_or_by_their_legal_representative() -> None:
    """CESEDA, L. 313-1."""
    assert shipped("hosting-certificate").for_whom == ("myself", "represented", "assisted")


def test_a_host_shows_the_papers_of_their_own_case() -> None:
    always, elsewhere = {"home", "resources", "stamp"}, {"exempt": "elsewhere"}
    owner = papers("hosting-certificate", host_status="french", tenure="owner", **elsewhere)
    assert owner == {*always, "identity", "ownership"}
    tenant = papers("hosting-certificate", host_status="other", tenure="tenant", **elsewhere)
    assert tenant == {*always, "residence-permit", "lease"}
    assert "parents-letter" in papers("hosting-certificate", minor_alone=True)


def test_silence_is_said_as_the_law_has_it() -> None:
    silences = {name: shipped(name).silence for name in NAMES if shipped(name).silence}
    months = {name: (first.means, first.after_months) for name, (first, *_) in silences.items() if first.decides}
    assert months == {"hosting-certificate": ("refused", 1)}


def test_each_file_stands_under_its_own_name() -> None:
    assert all(Path(file.name).stem == load_procedure(file).id for file in SHIPPED)
