"""A record of the product tells what is gone, what is new and what differs, and gives random things stable names."""

from pathlib import Path

import pytest

from scripts.record import LONGEST, in_order, main, named


def record(folder: Path, **files: str) -> str:
    """A folder with these files."""
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return str(folder)


def test_a_planted_difference_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = record(tmp_path / "before", same="a\n", routes="box /\nbox /desk\n", gone="x\n", long="")
    after = record(tmp_path / "after", same="a\n", routes="box /\nbox /bureau\n", new="x\n", long="line\n" * 99)
    assert main(["compare", before, after]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["missing: gone.txt", "new: new.txt"]
    assert told[-5:] == ["differs: routes.txt", "@@ -1,2 +1,2 @@", " box /", "-box /desk", "+box /bureau"]
    assert "differs: same.txt" not in told
    assert told.count("+line") == LONGEST - 1


def test_equal_records_are_equal_and_no_record_is_not(tmp_path: Path) -> None:
    one, other = (record(tmp_path / name, same="a\n") for name in ("one", "other"))
    assert main(["compare", one, other]) == 0
    assert main(["compare", str(tmp_path / "nowhere"), str(tmp_path / "elsewhere")]) == 1


def test_what_is_random_is_named_so_that_equal_ones_stay_equal() -> None:
    first, second = "0a" * 16, "0b" * 16
    assert named(f"{second} {first} {second} app.css?v=1f") == "‹id 1› ‹id 2› ‹id 1› app.css"
    assert named("07:00:01.123456 AB2CD-EFG34") == "07:00:01 ‹code 1›"


def test_rows_are_in_an_order_that_nothing_random_decides() -> None:
    one = [f"case {'0a' * 16} 1", f"case {'0b' * 16} 1", f"name {'0a' * 16}"]
    swapped = [row.replace("0a", "0c") for row in reversed(one)]
    assert named("\n".join(in_order(one))) == named("\n".join(in_order(swapped)))
