"""The mark beside the hub's keys."""

from pathlib import Path

from hub.keys import database_mark
from hub.keys.database_mark import Mark


def test_a_mark_comes_back_as_it_was_written(tmp_path: Path) -> None:
    mark = Mark(2, "e" * 32, 17)
    database_mark.write(tmp_path, mark)
    assert database_mark.read(tmp_path) == mark
    assert [file.name for file in tmp_path.iterdir()] == [database_mark.FILE], "no half of it stays"


def test_a_mark_that_cannot_be_read_is_ahead_of_nothing(tmp_path: Path) -> None:
    for written in ["", "{", "[]", '{"number": "x"}', '{"number": 1, "epoch": "e"}']:
        (tmp_path / database_mark.FILE).write_text(written)
        assert not database_mark.read(tmp_path).is_ahead_of(Mark(1, "e" * 32, 0))


def test_a_folder_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    database_mark.write(tmp_path / "none", Mark(1, "e", 1))
    assert database_mark.read(tmp_path / "none") == Mark()


def test_what_has_come_less_far_is_an_older_copy() -> None:
    for mark, database, ahead in [
        (Mark(1, "a", 5), Mark(1, "a", 4), True), (Mark(1, "a", 5), Mark(1, "a", 5), False),
        (Mark(1, "a", 5), Mark(1, "a", 9), False), (Mark(2, "b", 0), Mark(1, "a", 99), True),
        (Mark(1, "a", 99), Mark(2, "b", 0), False), (Mark(2, "b", 9), Mark(2, "c", 0), False),
    ]:  # fmt: skip
        assert mark.is_ahead_of(database) is ahead
