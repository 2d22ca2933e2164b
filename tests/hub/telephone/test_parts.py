"""Parts of a file arrive once each, in order, whatever the line does, and are forgotten in time."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from msgspec.structs import replace
from sqlalchemy import select

from hub.files import file_ends
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention.retention import ASKED, run_upkeep
from hub.secrets.vault import destroy_contents, lock_of
from hub.store.schema import cases, telephone_file
from hub.telephone import parts, rows
from hub.telephone.parts import PART_BYTES
from hub.telephone.ticket import LASTS
from kiosk.crypto.keys import token_hash
from tests.gallery.site.strange_files import picture
from tests.gallery.site.telephone import Telephone
from tests.hub.conftest import Watch
from tests.hub.samples import Box, Item, erase_case, query_rows, write_rows
from tests.hub.telephone.sender import ask_for_papers, telephone_of

FILE = "a" * 32
LARGE = picture("BMP", size=(640, 200))
"""Two parts, once sealed."""


def ids(number: int) -> str:
    return f"{number:032x}"


def test_a_cut_line_goes_on_from_what_arrived(telephone: Telephone) -> None:
    sealed = telephone.sealed(FILE, telephone.papers[0], LARGE)
    assert telephone.part(FILE, sealed) == (200, {"arrived": PART_BYTES})
    assert telephone.part(FILE, sealed) == (200, {"arrived": PART_BYTES}), "the answer was lost"
    ahead = telephone.part(FILE, sealed, PART_BYTES + 5)
    assert ahead == (200, {"arrived": PART_BYTES}), "what is not there is asked for"
    assert telephone.part(FILE, sealed, PART_BYTES)[0] == 200
    assert telephone.send(FILE)[0] == 200


def test_parts_of_another_length_are_no_parts_of_a_file(telephone: Telephone) -> None:
    sealed = telephone.sealed(FILE, telephone.papers[0], LARGE)
    assert telephone.part(FILE, sealed[:1000], size=str(len(sealed)))[1]["refused"] == "not-sealed"
    assert telephone.part(FILE, sealed, size="99")[1]["refused"] == "not-sealed"


WRONG = ({"file": "x"}, {"size": "-1"}, {"size": "0"}, {"size": "1e3"}, {"start": "5"}, {"size": "9" * 30})


def test_what_is_no_number_and_no_id_begins_nothing(telephone: Telephone, hub: Hub) -> None:
    sealed = telephone.sealed(FILE, telephone.papers[0], LARGE)
    told = {"file": FILE, "paper": telephone.papers[0], "size": str(len(sealed)), "start": "0"}
    for wrong in WRONG:
        assert telephone.ask("/f/copie", **told | wrong, part=(BytesIO(sealed[:PART_BYTES]), "part"))[0] == 422, wrong
    assert not query_rows(hub, select(telephone_file.c.id)).all()


def test_a_paper_of_another_case_and_one_that_needs_the_birth_date_are_refused(
    telephone: Telephone, app: Flask, box: Box, asked: Item
) -> None:
    (paper,) = telephone.papers
    both = telephone.open(birth_date="2 3 1945").papers
    free = next(offered for offered in both if offered != paper)
    telephone.open()
    for other in (free, "0" * 32, ""):
        sealed = telephone.sealed(FILE, other, LARGE)
        assert telephone.part(FILE, sealed, paper=other)[1]["refused"] == "not-asked"
    assert telephone.part(FILE, telephone.sealed(FILE, paper, LARGE))[0] == 200
    assert telephone.part(FILE, telephone.sealed(FILE, paper, LARGE + b"1"))[1]["refused"] == "not-asked"


def test_a_file_of_one_case_is_nobodys_in_another(
    telephone: Telephone, app: Flask, hub: Hub, box: Box, lea: Staff, asked: Item
) -> None:
    second = ask_for_papers(hub, box, lea)
    other = telephone_of(app, second)
    telephone.put(FILE, picture("JPEG"))
    assert other.send(FILE)[1]["refused"] == "nothing-arrived"
    other.ask("/f/enlever", file=FILE)
    assert telephone.send(FILE)[0] == 200, "nobody took it away"


def test_a_page_ends_with_its_hours_with_another_code_and_with_the_case(
    telephone: Telephone, hub: Hub, watch: Watch, asked: Item
) -> None:
    sealed = telephone.sealed(FILE, telephone.papers[0], LARGE)
    assert telephone.part(FILE, sealed, ticket="x" * 40)[1]["refused"] == "page-too-old"
    mine = cases.update().where(cases.c.id == asked["stream"])
    write_rows(hub, mine.values(follow_sha256=token_hash("ANOTHERONE")))
    assert telephone.part(FILE, sealed)[1]["refused"] == "page-too-old"
    write_rows(hub, mine.values(follow_sha256=asked_code(asked)))
    watch.ahead.append(LASTS + timedelta(seconds=1))
    assert telephone.part(FILE, sealed)[1]["refused"] == "page-too-old"


def asked_code(asked: Item) -> str:
    return str(json.loads(asked["body"])["follow_sha256"])


def test_files_are_limited_by_number_and_by_the_hour(
    telephone: Telephone, hub: Hub, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    (paper,) = telephone.papers
    monkeypatch.setattr(parts, "OF_CASE", replace(parts.OF_CASE, most=parts.MOST_FILES + 2))

    def begin(number: int) -> dict[str, Any]:
        return telephone.part(ids(number), telephone.sealed(ids(number), paper, LARGE))[1]

    for number in range(parts.MOST_FILES):
        assert begin(number) == {"arrived": PART_BYTES}
    answer = begin(parts.MOST_FILES)
    assert answer["refused"] == "too-many-telephone-files" and "10" in answer["says"]
    for number in range(2):
        assert telephone.ask("/f/enlever", file=ids(number)) == (200, {"gone": True})
        assert begin(100 + number) == {"arrived": PART_BYTES}
    telephone.ask("/f/enlever", file=ids(3))
    assert begin(999)["refused"] == "sent-too-often"
    watch.ahead.append(timedelta(hours=1, seconds=1))
    assert begin(999) == {"arrived": PART_BYTES}


def test_the_room_of_all_files_is_that_of_a_case(telephone: Telephone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_OF_A_CASE", 300_000)
    sealed = telephone.sealed(FILE, telephone.papers[0], LARGE)
    assert telephone.part(FILE, sealed)[1]["refused"] == "case-full"


def test_what_was_erased_takes_nothing_more(telephone: Telephone, hub: Hub, asked: Item) -> None:
    sealed = telephone.sealed(FILE, telephone.papers[0], LARGE)
    with hub.store.writing() as connection:
        destroy_contents(connection, hub.ring, asked["stream"])
        connection.execute(cases.update().where(cases.c.id == asked["stream"]).values(erased_at=hub.clock.now()))
    assert telephone.part(FILE, sealed)[1]["refused"] == "not-asked"


def left(hub: Hub) -> tuple[int, int]:
    """The rows and the objects that are there."""
    found = len(query_rows(hub, select(telephone_file.c.id)).all())
    return found, len(list(hub.objects.below(f"aa/{FILE}/")))


def test_what_nobody_sent_is_gone_after_a_day(telephone: Telephone, hub: Hub, watch: Watch) -> None:
    telephone.put(FILE, picture("JPEG"))
    watch.ahead.append(rows.KEPT - timedelta(minutes=1))
    run_upkeep(hub)
    assert left(hub) == (1, 1)
    watch.ahead.append(timedelta(minutes=2))
    run_upkeep(hub)
    assert left(hub) == (0, 0)


def test_it_goes_with_its_case(telephone: Telephone, hub: Hub, asked: Item) -> None:
    telephone.put(FILE, picture("JPEG"))
    erase_case(hub, asked["stream"], ASKED)
    file_ends.bury(hub)
    assert left(hub) == (0, 0)


def test_its_name_and_its_contents_are_nowhere_in_clear(telephone: Telephone, hub: Hub) -> None:
    telephone.put(FILE, picture("JPEG"), name="bail Benali.jpg")
    row = query_rows(hub, select(telephone_file)).one()
    assert not [value for value in row if b"Benali" in (value if isinstance(value, bytes) else str(value).encode())]
    (stored,) = hub.objects.below(f"aa/{FILE}/")
    assert b"\xff\xd8\xff" not in hub.objects.get(stored.name)


def test_a_twin_that_was_faster_is_not_written_over(telephone: Telephone, hub: Hub, asked: Item) -> None:
    telephone.put(FILE, picture("JPEG"))
    with hub.store.writing() as connection:
        file, lock = rows.find(connection, FILE), lock_of(connection, hub.ring, asked["stream"])
        assert file and lock
        cleaned = rows.opened(file, lock)
        assert not rows.keep(connection, file, lock, cleaned.made, "autre.jpg", "image/jpeg")
        again = rows.find(connection, FILE)
    assert again and rows.opened(again, lock) == cleaned
