"""The file of communes: what it holds, and that nobody changes it."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from kiosk.services.procedures.local_communes import communes_file
from kiosk.store.database import DatabaseError
from kiosk.store.places import commune_file as file


@pytest.fixture
def db() -> Iterator[object]:
    with closing(file.open_file(communes_file())) as opened:
        yield opened


def test_it_holds_every_commune_that_has_a_postal_code(db):
    assert db.execute("SELECT count(*) FROM communes").fetchone()[0] > 34_900
    assert db.execute("SELECT sum(population) FROM communes").fetchone()[0] > 68_000_000


def test_it_cannot_be_written(db):
    with pytest.raises(DatabaseError):
        db.execute("DELETE FROM communes")


def test_the_districts_of_the_three_towns_are_their_codes(db):
    paris, lyon, marseille = (file.places(db, file.of(db, insee))[0] for insee in ("75056", "69123", "13055"))
    assert (len(paris.postcodes), len(lyon.postcodes), len(marseille.postcodes)) == (21, 9, 16)
    assert "75116" in paris.postcodes


@pytest.mark.parametrize(
    ("code", "department"),
    [("35140", "35"), ("20000", "2A"), ("97400", "974"), ("97500", "975"), ("97133", "977"), ("97150", "978"),
     ("98714", "987"), ("98800", "988"), ("98600", "986"), ("00100", ""), ("", "")],
)  # fmt: skip
def test_a_code_lies_in_a_department_or_overseas(db, code, department):
    assert file.department(db, code) == department


def test_a_place_has_the_codes_that_are_meant(db):
    (rennes, *_) = file.places(db, file.starting(db, "352", 8), "352")
    assert rennes.postcodes == ("35200",)
    assert rennes.area == "Ille-et-Vilaine"


def test_names_are_found_by_the_beginnings_of_words_in_order(db):
    assert file.matching(db, ["st", "aubin", "corm"]) == file.matching(db, ["st", "aubin", "corm"], "35") != []
    assert file.matching(db, ["corm", "aubin"]) == file.matching(db, ["st", "aubin", "corm"], "36") == []
    assert len(file.matching(db, ["st"], limit=5)) == 5


def test_a_name_that_is_written_out_is_found_though_it_is_short(db):
    assert [place.name for place in file.places(db, file.exactly(db, " y"))] == ["Y"]
    assert file.exactly(db, "") == file.exactly(db, " saint st") == []


def test_former_names_lead_to_the_commune_of_today(db):
    ((number, _),) = file.of(db, "49301")
    assert "Saint-Germain-sur-Moine" in file.former(db, number)
    assert file.once([(1, ""), (2, ""), (1, "x")]) == [(1, ""), (2, "")]
