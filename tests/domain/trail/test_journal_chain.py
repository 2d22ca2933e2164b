"""A chain in which no line can be touched unseen."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.domain.trail.finding import Finding, FindingState
from kiosk.domain.trail.hash_chain import (
    GENESIS,
    ChainFault,
    ChainHead,
    Checkpoint,
    JournalLine,
    Link,
    find_broken,
    first_kept,
    hash_of_line,
    walk_chain,
)
from kiosk.domain.trail.journal_action import JournalAction

BEGINNING = ChainHead(0, GENESIS)
WORDS = st.text(max_size=12)
LINES = st.lists(
    st.builds(JournalLine, st.just(0), WORDS, WORDS, WORDS, st.sampled_from(JournalAction), WORDS, WORDS),
    min_size=1,
    max_size=12,
)
Chain = list[tuple[JournalLine, str]]
COLUMNS = ("at", "mediator_id", "station_id", "action", "reference", "detail", "number")


def chained(lines: list[JournalLine], start: ChainHead = BEGINNING) -> Chain:
    number, previous = start.count, start.head
    made: Chain = []
    for line in lines:
        number += 1
        counted = replace(line, number=number)
        previous = hash_of_line(previous, counted)
        made.append((counted, previous))
    return made


def faults(chain: Chain, whole: Chain, start: ChainHead = BEGINNING) -> list[ChainFault]:
    last, hashed = whole[-1]
    return list(find_broken(chain, start, ChainHead(last.number, hashed)))


@given(LINES)
def test_an_untouched_journal_is_whole(lines: list[JournalLine]) -> None:
    chain = chained(lines)
    assert faults(chain, chain) == []
    for kept in range(1, len(chain)):
        line, hashed = chain[kept - 1]
        assert faults(chain[kept:], chain, ChainHead(line.number, hashed)) == [], "verified from a checkpoint"


@given(LINES, st.data())
def test_a_changed_line_is_found(lines: list[JournalLine], data: st.DataObject) -> None:
    chain = chained(lines)
    place = data.draw(st.integers(0, len(chain) - 1))
    column = data.draw(st.sampled_from(COLUMNS))
    line, hashed = chain[place]
    other = data.draw(st.integers(1, 20) if column == "number" else WORDS)
    if other == getattr(line, column):
        return
    touched = [*chain[:place], (replace(line, **{column: other}), hashed), *chain[place + 1 :]]
    assert faults(touched, chain)


@given(LINES, st.data())
def test_a_changed_hash_is_found_even_with_its_line(lines: list[JournalLine], data: st.DataObject) -> None:
    chain = chained(lines)
    place = data.draw(st.integers(0, len(chain) - 1))
    line, _ = chain[place]
    forged = replace(line, detail=line.detail + "x")
    before = chain[place - 1][1] if place else GENESIS
    assert faults([*chain[:place], (forged, hash_of_line(before, forged)), *chain[place + 1 :]], chain)


@given(LINES, st.data())
def test_a_line_taken_out_is_found_the_last_one_too(lines: list[JournalLine], data: st.DataObject) -> None:
    chain = chained(lines)
    place = data.draw(st.integers(0, len(chain) - 1))
    assert faults(chain[:place] + chain[place + 1 :], chain)


@given(LINES, st.data())
def test_a_line_put_in_is_found(lines: list[JournalLine], data: st.DataObject) -> None:
    chain = chained(lines)
    place = data.draw(st.integers(0, len(chain)))
    before = chain[place - 1][1] if place else GENESIS
    more = JournalLine(place + 1, "", "", "", "opened", "SA1001K", "")
    assert faults([*chain[:place], (more, hash_of_line(before, more)), *chain[place:]], chain)


@given(LINES, st.data())
def test_lines_in_another_order_are_found(lines: list[JournalLine], data: st.DataObject) -> None:
    chain = chained(lines)
    shuffled = data.draw(st.permutations(chain))
    assert bool(faults(list(shuffled), chain)) is (list(shuffled) != chain)
    contents = data.draw(st.permutations([line for line, _ in chain]))
    swapped = [
        (replace(line, number=kept.number), hashed) for line, (kept, hashed) in zip(contents, chain, strict=True)
    ]
    assert bool(faults(swapped, chain)) is (swapped != chain), "under the numbers that were there"


def test_a_fault_names_its_place_once() -> None:
    chain = chained([JournalLine(0, "", "", "", "opened", letter, "") for letter in "abcde"])
    line, hashed = chain[2]
    assert faults([*chain[:2], (replace(line, reference="z"), hashed), *chain[3:]], chain) == [ChainFault(3, "changed")]
    assert faults(chain[:2] + chain[3:], chain) == [ChainFault(3, "missing")]
    assert faults(chain[:4], chain) == [ChainFault(5, "cut")]


def test_lines_are_kept_from_the_last_checkpoint_on() -> None:
    assert first_kept([]) == BEGINNING
    assert first_kept([Checkpoint(3, "a" * 64, ""), Checkpoint(9, "b" * 64, "")]) == ChainHead(9, "b" * 64)


def test_a_checkpoint_is_signed_as_one_and_whole() -> None:
    made = Checkpoint(3, "a" * 64, "2026-11-24")
    assert b"parvis-journal-checkpoint" in made.message
    others = (replace(made, number=4), replace(made, hash="b" * 64), replace(made, at="2026-11-25"))
    assert len({entry.message for entry in (made, *others)}) == 4


def hashed(before: str, word: str) -> str:
    return hashlib.sha256(f"{before} {word}".encode()).hexdigest()


def linked(words: list[str]) -> list[Link]:
    links, before = [], GENESIS
    for number, word in enumerate(words, 1):
        made = hashed(before, word)
        links.append(Link(number, made, lambda at, word=word, made=made: hashed(at, word) == made))  # type: ignore[misc]
        before = made
    return links


def test_a_chain_goes_on_from_where_it_was_cut_off() -> None:
    links = linked(["a", "b", "c"])
    start = ChainHead(links[0].number, links[0].hash)
    assert [fault for _, fault in walk_chain(links[1:], start)] == [None, None]
    assert next(fault for _, fault in walk_chain(links[1:], ChainHead(1, GENESIS))) == ChainFault(2, "changed")
    assert start.noted == f"1:{links[0].hash}"


def test_a_check_comes_out_in_one_of_four_ways() -> None:
    for finding, state in [
        (Finding("hub", True), FindingState.WELL),
        (Finding("hub", False, "no-hub"), FindingState.TO_DO),
        (Finding("hub", False, "hub-refuses"), FindingState.TO_MEND),
        (Finding("disk", None, "cannot-tell"), FindingState.UNKNOWN),
    ]:
        assert finding.state == state
