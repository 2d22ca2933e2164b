"""A data folder that cannot be used is told in words, with what to do, and no trace; nothing in it is changed."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.paths import Paths

NOBODY = 65_534
Command = Callable[..., Result]


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """What follows is done by an account that files for their owner only are closed to."""
    if os.geteuid() != 0:  # such an account already: the tests take the right from its own files
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that a box has used, where every account may look."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = Path(place)
        (folder / "memory" / "printed").mkdir(parents=True)
        for path in (folder, folder / "memory"):
            path.chmod(0o755)
        monkeypatch.setenv("RUNTIME_DIRECTORY", str(folder / "memory"))
        assert typed(folder / "data", "expire").exit_code == 0, "and everything is loaded that a command needs"
        assert typed(folder / "data", "run", "--port", "x").exit_code == 2
        (folder / "data").chmod(0o755)
        yield folder / "data"
        (folder / "data").chmod(0o755)


def typed(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"KIOSK_DATA": str(data), "KIOSK_SITE_CODE": "SA"})


def refused(result: Result, words: str, path: Path) -> None:
    """One line that names what is in the way and what to do about it."""
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1), result.output
    assert words in result.output and f": {path}." in result.output


@pytest.mark.parametrize("command", ["run", "expire"])
@pytest.mark.parametrize("name", ["kiosk.toml", "database.key", "site.key", "parvis.db"])
def test_a_folder_in_the_place_of_a_file(data: Path, command: str, name: str) -> None:
    (data / name).unlink(missing_ok=True)
    (data / name).mkdir()
    refused(typed(data, command), "Un dossier se trouve à la place d’un fichier", data / name)


@pytest.mark.parametrize("command", ["run", "expire"])
@pytest.mark.parametrize("name", ["kiosk.toml", "database.key", "site.key", "parvis.db"])
def test_a_file_that_belongs_to_another_account(data: Path, command: str, name: str) -> None:
    (data / name).touch()
    data.chmod(0o777)
    for path in data.iterdir():
        path.chmod(0o777 if path.is_dir() else 0o666)
    (data / name).chmod(0o000 if os.geteuid() else 0o600)
    with as_somebody_else():
        result = typed(data, command)
    refused(result, "n’a pas le droit d’ouvrir ceci", data / name)


@pytest.mark.parametrize("command", ["run", "expire"])
def test_a_folder_in_which_the_account_may_not_write(data: Path, command: str) -> None:
    """To bring a backup back would mend nothing."""
    for path in data.iterdir():
        path.chmod(0o777 if path.is_dir() else 0o666)
    (data / "running.lock").unlink(missing_ok=True)
    data.chmod(0o555)
    with as_somebody_else():
        result = typed(data, command)
    refused(result, "n’a pas le droit d’ouvrir ceci ou d’y écrire", data)
    assert "sauvegarde" not in result.output


def test_a_file_in_the_place_of_the_folder(data: Path) -> None:
    refused(typed(data / "database.key", "run"), "Un fichier se trouve à la place d’un dossier", data / "database.key")


def test_what_lies_in_a_folder_that_is_refused_stays(data: Path) -> None:
    key = Paths(data).database_key.read_bytes()
    (data / "kiosk.toml").mkdir()
    assert typed(data, "run").exit_code == 1
    assert Paths(data).database_key.read_bytes() == key
