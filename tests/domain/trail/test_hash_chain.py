"""A chain whose every line depends on all before it."""

import hashlib

from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.trail.hash_chain import GENESIS, Fault, Head, Link, walk

BEGINNING = Head(0, GENESIS)


def hashed(before: str, word: str) -> str:
    return hashlib.sha256(f"{before} {word}".encode()).hexdigest()


def linked(words: list[str]) -> list[Link]:
    links, before = [], GENESIS
    for number, word in enumerate(words, 1):
        made = hashed(before, word)
        links.append(Link(number, made, lambda at, word=word, made=made: hashed(at, word) == made))  # type: ignore[misc]
        before = made
    return links


@given(some.lists(some.text(), max_size=8))
def test_a_whole_chain_has_no_fault_and_ends_at_its_head(words: list[str]) -> None:
    links = linked(words)
    walked = list(walk(links, BEGINNING))
    assert [fault for _, fault in walked] == [None] * len(words)
    assert [head for head, _ in walked] == [Head(link.number, link.hash) for link in links]


def test_a_missing_line_is_one_fault_and_so_is_a_changed_one() -> None:
    links = linked(["a", "b", "c", "d", "e"])
    changed = Link(4, "f" * 64, lambda _: False)
    faults = [fault for _, fault in walk([links[0], links[2], changed, links[4]], BEGINNING) if fault]
    assert faults == [Fault(2, "missing"), Fault(4, "changed"), Fault(5, "changed")]


def test_a_chain_goes_on_from_where_it_was_cut_off() -> None:
    links = linked(["a", "b", "c"])
    start = Head(links[0].number, links[0].hash)
    assert [fault for _, fault in walk(links[1:], start)] == [None, None]
    assert next(fault for _, fault in walk(links[1:], Head(1, GENESIS))) == Fault(2, "changed")
    assert start.noted == f"1:{links[0].hash}"
