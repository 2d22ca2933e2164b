"""Printers and choices, as they are kept."""

from collections.abc import Iterator
from itertools import product

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.store.database import Store
from kiosk.store.printing import printers
from kiosk.store.printing.printers import Choice, Kept
from tests.store.conftest import KEY, NOON, later

STATIONS, PAPERS, PRINTERS = ("", "s1", "s2"), ("", "receipts", "lists"), (None, "", "p1", "p2")
DESK = Kept("a" * 32, "Guichet 1", "network", {"host": "192.0.2.7", "port": "9100"}, "escpos-80", "TM-T20II")


def test_a_printer_is_kept_changed_and_found_by_its_name(store: Store) -> None:
    other = Kept("b" * 32, "accueil", "file", {}, "pdf-a4", "default")
    with store.write() as db:
        printers.save(db, DESK, NOON)
        printers.save(db, other, NOON)
        printers.save(db, replace(DESK, profile="default", settings={"host": "192.0.2.8"}), later(1))
    read = store.read()
    assert [printer.name for printer in printers.every(read)] == ["accueil", "Guichet 1"]
    assert printers.get(read, DESK.id) == replace(DESK, profile="default", settings={"host": "192.0.2.8"})
    assert printers.named(read, "GUICHET 1") == printers.get(read, DESK.id)
    assert printers.get(read, "c" * 32) is None and printers.named(read, "Guichet 2") is None


def test_a_forgotten_printer_is_still_there_for_its_jobs_and_leaves_its_name_and_its_choices(store: Store) -> None:
    with store.write() as db:
        printers.save(db, DESK, NOON)
        printers.choose(db, Choice("", "receipts", DESK.id))
        printers.choose(db, Choice("", "", None))
        printers.forget(db, DESK.id, later(1))
        printers.save(db, replace(DESK, id="b" * 32), later(2))
    read = store.read()
    assert printers.get(read, DESK.id) == replace(DESK, forgotten=True)
    assert [printer.id for printer in printers.every(read)] == ["b" * 32]
    assert printers.choices(read) == [Choice("", "", None)]


def test_two_printers_never_have_one_name(store: Store) -> None:
    with pytest.raises(driver.IntegrityError), store.write() as db:
        printers.save(db, DESK, NOON)
        printers.save(db, replace(DESK, id="b" * 32, name="GUICHET 1"), NOON)
    assert printers.every(store.read()) == []


def test_a_choice_takes_the_place_of_the_one_before_and_can_be_taken_back(store: Store) -> None:
    with store.write() as db:
        printers.choose(db, Choice("desk", "", "one"))
        printers.choose(db, Choice("desk", "", None))
    assert printers.choices(store.read()) == [Choice("desk", "", None)]
    with store.write() as db:
        printers.unchoose(db, "desk", "")
    assert printers.chosen(store.read(), "desk", "receipts") is None


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for every drawing of choices."""
    opened = Store(tmp_path_factory.mktemp("choices") / "parvis.db", KEY)
    yield opened
    opened.close()


@settings(max_examples=80, deadline=None)
@given(made=st.dictionaries(st.tuples(st.sampled_from(STATIONS), st.sampled_from(PAPERS)), st.sampled_from(PRINTERS)))
def test_the_closest_choice_counts(kept: Store, made: dict[tuple[str, str], str | None]) -> None:
    with kept.write() as db:
        for choice in printers.choices(db):
            printers.unchoose(db, choice.station_id, choice.papers)
        for (station, paper), printer in made.items():
            printers.choose(db, Choice(station, paper, printer))
    for station, paper in product(STATIONS, PAPERS):
        closest = [way for way in ((station, paper), (station, ""), ("", paper), ("", "")) if way in made]
        expected = Choice(*closest[0], made[closest[0]]) if closest else None
        assert printers.chosen(kept.read(), station, paper) == expected
