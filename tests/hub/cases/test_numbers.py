"""The numbers that a case had before."""

from sqlalchemy import select

from hub.cases import numbers
from hub.hub import Hub
from hub.store.schema import cases
from tests.hub.samples import Box


def test_a_case_is_found_by_each_of_its_numbers_and_keeps_each_once(hub: Hub, box: Box) -> None:
    made = box.submitted()
    box.send(made)
    with hub.store.writing() as connection:
        for _ in range(2):
            numbers.keep(connection, made["stream"], ("XX1003Y", "SA1001G"), "", "", hub.clock.now())
    with hub.store.reading() as connection:
        assert sorted(numbers.formerly(connection, made["stream"])) == ["SA1001G", "XX1003Y"]
        for number in (made["reference"], "XX1003Y", "SA1001G"):
            query = select(cases.c.reference).where(numbers.bears(number))
            assert connection.execute(query).scalars().all() == [made["reference"]]
        assert [row.id for row in numbers.had_before(connection, "XX1003Y")] == [made["stream"]]
        assert numbers.had_before(connection, made["reference"]) == []
