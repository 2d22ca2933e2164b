"""The files of a drop: read back, and never calculated."""

import csv
import io
import json
import zipfile

import pytest

from kiosk.connectors.connector import Parcel
from kiosk.connectors.file_drop.file_forms import FORMS, MOST_IN_CELL, as_csv, as_json_lines, as_workbook
from kiosk.connectors.file_drop.table import COLUMNS
from tests.connectors.samples import CONTENT, delivery, parcel

NASTY = ("=1+1", "+33612345678", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", 'a";b', "une\nligne", "\ud83d", "😀")


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
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


@pytest.mark.parametrize("text", NASTY)
def test_every_cell_of_a_workbook_is_a_text(text: str) -> None:
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


@pytest.mark.parametrize("name", FORMS)
def test_a_parcel_that_is_written_again_is_the_same_file(name: str) -> None:
    first, again = parcel(), parcel()
    assert FORMS[name].written(first) == FORMS[name].written(Parcel(1, again.at, first.source, again.deliveries))
