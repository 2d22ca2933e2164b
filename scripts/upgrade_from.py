"""Make the data folder of an earlier commit: `python -m scripts.upgrade_from COMMIT FOLDER`.

It holds drafts, cases to send and papers to print. The commit's own code writes it, in a worktree that is removed
again, with the libraries of today. `--sql FILE` also writes the database out as text, as `tests/store/earlier/` keeps
it for the tests of upgrades.
"""

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlcipher3.dbapi2 as driver

from scripts.source import ROOT

PROGRAM = """
import pathlib, sys
try:
    from tests.gallery.site.cast import at_work, nadia_roux, set_up
    from tests.gallery.site.gestures import answered, submitted
except ImportError:
    from tests.cast import at_work, nadia_roux, set_up
    from tests.gestures import answered, submitted
try:
    from kiosk.services.box.box import open_box
except ImportError:
    from kiosk.services.box import open_box
try:
    from kiosk.crypto import keys
except ImportError:
    from kiosk import keys
from kiosk.settings import Settings
keys.new_signing_key = lambda: b"s" * 32
box = open_box(Settings(data=pathlib.Path(sys.argv[1]), site_code="SA", site_name="Mairie de Saint-Aubin",
                        printer="dummy", port=0))
set_up(box)
at_work(box, nadia_roux())
for _ in range(2):
    answered(box)
for _ in range(3):
    submitted(box)
box.store.close()
"""
"""Two drafts, three cases that wait for a hub, and their receipts in the spool; run in the worktree.

The keys of the box are those that the tests of upgrades write beside the database.
"""
SETTINGS = 'site_code = "SA"\nsite_name = "Mairie de Saint-Aubin"\nprinter = "dummy"\nport = 0\n'


@click.command()
@click.argument("commit")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--sql", type=click.Path(path_type=Path), help="Also write the database out as SQL.")
def main(commit: str, folder: Path, sql: Path | None) -> None:
    """Make a data folder as an earlier commit wrote it."""
    make(commit, folder)
    if sql:
        sql.write_text(written_out(folder / "parvis.db", (folder / "database.key").read_bytes()), "utf-8")


def make(commit: str, folder: Path) -> None:
    """Fill an empty or missing data folder by the code of a commit. Raises `CalledProcessError`."""
    with worktree(commit) as tree:
        subprocess.run([sys.executable, "-c", PROGRAM, str(folder.absolute())], cwd=tree, check=True)
    (folder / "kiosk.toml").write_text(SETTINGS, "utf-8")


@contextmanager
def worktree(commit: str) -> Iterator[Path]:
    """The files of a commit in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", str(tree), commit], cwd=ROOT, check=True)
        try:
            yield tree
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)


def written_out(database: Path, key: bytes) -> str:
    """A keyed database as SQL, by way of a copy in clear that is removed again."""
    with tempfile.TemporaryDirectory() as folder:
        clear = Path(folder) / "clear.db"
        keyed = driver.connect(str(database))
        keyed.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        keyed.execute("ATTACH DATABASE ? AS clear KEY ''", (str(clear),))
        keyed.execute("SELECT sqlcipher_export('clear')")
        keyed.close()
        connection = sqlite3.connect(clear)
        try:
            return "\n".join(connection.iterdump()) + "\n"
        finally:
            connection.close()


if __name__ == "__main__":
    main()
