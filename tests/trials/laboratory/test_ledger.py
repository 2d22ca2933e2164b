"""The ledger of a site: what is counted as it grows is what it holds at the end."""

import random
from pathlib import Path

from trials.laboratory.ledger import TOLD, Ledger, Tally, digest, told
from trials.townhall.person import person


def test_a_ledger_that_grows_is_counted_once_a_line_and_half_a_line_is_not_counted(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    tally = Tally(ledger.path)
    assert not tally.look() and list(ledger.entries()) == []
    ledger.note(what="submitted", reference="SA-1")
    ledger.note(what="stick", mishap="handed in twice")
    assert tally.look() == {"submitted": 1, "stick": 1, "stick: handed in twice": 1}
    with ledger.path.open("ab") as file:
        file.write(b'{"what": "submi')
    assert tally.look()["submitted"] == 1
    with ledger.path.open("ab") as file:
        file.write(b'tted"}\n')
    assert tally.look()["submitted"] == 2
    assert [entry["what"] for entry in ledger.entries()] == ["submitted", "stick", "submitted"]


def test_a_digest_stands_for_every_answer_of_a_person_whatever_their_order() -> None:
    said = told(person(7, random.Random(7)))
    assert set(said) == TOLD and len(said) >= 10
    assert digest(dict(reversed(said.items()))) == digest(said)
    for field in said:
        assert digest(said | {field: "other"}) != digest(said)
