"""A file drop from its settings to the file, in a folder that another program empties."""

import csv
import errno
import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from kiosk.connectors.connector import DeliveryParcel, DeliveryType
from kiosk.connectors.file_drop import (
    COLUMNS,
    FORMS,
    FileDrop,
    as_csv,
    as_json_lines,
    as_workbook,
    make_delivery_cells,
)
from kiosk.errors import Unreachable
from kiosk.files.table_file import MOST_IN_CELL
from tests.connectors.samples import CONTENT, delivery, parcel


def drop(to: Path, form: str = "json-lines") -> FileDrop:
    return FileDrop("dept", {"to": str(to), "form": form}, to)


def test_a_parcel_is_one_file_and_again_the_same_file(tmp_path: Path) -> None:
    for _ in range(2):
        assert drop(tmp_path).deliver(parcel(delivery(1), delivery(2), number=3)) is None
    [path] = tmp_path.iterdir()
    assert path.name == "dept-0000000003-00000000.jsonl"
    assert [json.loads(line)["number"] for line in path.read_text("utf-8").splitlines()] == [1, 2]


def test_after_a_restore_a_number_given_again_overwrites_nothing(tmp_path: Path) -> None:
    drop(tmp_path).deliver(parcel(delivery(1, id="a" * 32)))
    drop(tmp_path).deliver(parcel(delivery(1, id="b" * 32)))
    assert len(list(tmp_path.iterdir())) == 2


def test_files_in_the_order_of_their_names_are_in_the_order_they_were_written(tmp_path: Path) -> None:
    for number in (9, 10, 11_000):
        drop(tmp_path, "csv").deliver(parcel(number=number))
    numbers = [int(path.name.split("-")[1]) for path in sorted(tmp_path.iterdir())]
    assert numbers == [9, 10, 11_000]


def test_it_says_what_is_wrong_and_has_no_secret(tmp_path: Path) -> None:
    assert drop(tmp_path).what_is_wrong() is None and drop(tmp_path).where == str(tmp_path)
    drop(tmp_path).new_secret()
    assert not list(tmp_path.iterdir())


NASTY = ("=1+1", "+33612345678", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", 'a";b', "une\nligne", "\ud83d", "😀")


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_no_cell_of_a_table_is_a_formula() -> None:
    for text in NASTY:
        [row] = rows(as_csv(parcel(delivery(content={"message": text}))))
        assert not row["message"].startswith(("=", "+", "-", "@", "\t")) and len(row) == len(COLUMNS)
        assert row["message"].lstrip("'") == text.encode("utf-8", "replace").decode()


def test_a_table_is_read_back_as_it_was_written() -> None:
    [first, second] = rows(as_csv(parcel(delivery(1), delivery(2))))
    assert (first["id"], second["id"]) == (delivery(1).id, delivery(2).id)
    assert first["address"] == '\'=HYPERLINK("http://evil.example")' and "« demain »\nou après" in first["answers"]


def test_json_lines_hold_everything_to_the_letter() -> None:
    lines = as_json_lines(parcel(delivery(1), delivery(2))).decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [delivery(1).id, delivery(2).id]
    assert json.loads(lines[0])["content"] == CONTENT


def test_a_text_that_ends_lines_elsewhere_is_one_line() -> None:
    content = {"message": "un\u2028deux\u0085trois\ntrois"}
    assert as_json_lines(parcel(delivery(content=content))).count(b"\n") == 1


def test_every_cell_of_a_workbook_is_a_text() -> None:
    for text in NASTY:
        content = as_workbook(parcel(delivery(content={"message": text, "state": "http://evil.example"})))
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            assert "<f>" not in sheet and "hyperlink" not in sheet.lower() and "xl/calcChain.xml" not in book.namelist()
            assert sheet.count("<c ") == sheet.count('t="s"') + sheet.count('t="inlineStr"')


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    content = as_workbook(parcel(delivery(content={"message": "a" * 40_000})))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "a" * (MOST_IN_CELL - 5) in strings and " […]" in strings and "a" * MOST_IN_CELL not in strings


def test_a_parcel_that_is_written_again_is_the_same_file() -> None:
    for name in FORMS:
        first, again = parcel(), parcel()
        assert FORMS[name][1](first) == FORMS[name][1](DeliveryParcel(1, again.at, first.source, again.deliveries))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_reads_it(tmp_path: Path) -> None:
    drop(tmp_path).deliver(parcel())
    [path] = tmp_path.iterdir()
    assert path.stat().st_mode & 0o007 == 0


def test_a_share_that_is_not_mounted_is_waited_for_and_never_made(tmp_path: Path) -> None:
    away = drop(tmp_path / "share")
    assert away.what_is_wrong() == "folder-away"
    with pytest.raises(Unreachable, match="folder-away"):
        away.deliver(parcel())
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told_and_leaves_no_half_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unreachable, match="folder-full"):
        drop(tmp_path).deliver(parcel())
    assert not list(tmp_path.glob("*.jsonl"))


def test_a_case_is_a_line_with_its_answers_in_words() -> None:
    cells = dict(zip(COLUMNS, make_delivery_cells(delivery()), strict=True))
    assert (cells["reference"], cells["person"], cells["birth_date"]) == ("SA1042X", "Awa Benali", "1945-03-02")
    assert cells["answers"].startswith("Nom de naissance : BENALI\nPour quelle démarche ? Ma retraite")
    assert cells["documents"] == "Pièce d’identité : seen" and cells["phone"] == "+33612345678"


def test_what_a_delivery_does_not_tell_is_empty() -> None:
    cells = dict(
        zip(COLUMNS, make_delivery_cells(delivery(type=DeliveryType.ERASED, content={"why": "asked"})), strict=True)
    )
    assert cells["type"] == "erased" and cells["person"] == cells["answers"] == ""


def test_a_decision_says_its_state_and_its_words() -> None:
    cells = dict(
        zip(
            COLUMNS,
            make_delivery_cells(delivery(content={"state": "refused", "message": "Hors de la commune."})),
            strict=True,
        )
    )
    assert (cells["state"], cells["message"]) == ("refused", "Hors de la commune.")


def test_an_association_stands_for_its_person() -> None:
    cells = dict(
        zip(COLUMNS, make_delivery_cells(delivery(content={"organisation": "Les Amis", "person": {}})), strict=True)
    )
    assert cells["person"] == "Les Amis"
