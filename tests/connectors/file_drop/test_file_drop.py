"""A file drop from its settings to the file."""

import json
from pathlib import Path

import pytest

from kiosk.connectors.file_drop.file_drop import FileDrop, is_place
from tests.connectors.samples import delivery, parcel


def drop(to: Path, form: str = "json-lines") -> FileDrop:
    settings = {"to": str(to), "form": form, "key": "", "host_key": "", "networks": ""}
    return FileDrop("dept", settings, to)


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
    assert drop(tmp_path / "nowhere").what_is_wrong() == "folder-away"
    drop(tmp_path).new_secret()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("to", ["/srv/drop", "sftp://parvis@files.example/in", "sftp://a@h:2222/x/y"])
def test_a_whole_path_and_an_sftp_address_are_places(to: str) -> None:
    assert is_place(to)


@pytest.mark.parametrize(
    "to",
    [
        "drop",
        "../drop",
        "sftp://files.example/in",
        "sftp://a:b@h/in",
        "ftp://a@h/in",
        "sftp://a@h:0/in",
        "sftp://a@h/?x",
        "sftp://a@/in",
    ],
)
def test_nothing_else_is(to: str) -> None:
    assert not is_place(to)
