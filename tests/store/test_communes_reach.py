"""Over all communes: six letters and a choice reach nearly everyone, and every postal code its communes."""

import sqlite3
from collections.abc import Iterator

from kiosk.domain.places.commune import ARTICLES, SHORT, split_commune_name
from kiosk.services.procedures.look_up import communes_file
from kiosk.store.address_completion import Communes
from tests.long_runs import ARE_LONG

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
