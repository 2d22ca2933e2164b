"""A copy of the product to which a test adds files, and a process that runs it with the cast of the tests."""

import os
import re
import subprocess
import sys
from pathlib import Path

from scripts.source import ROOT

BEGIN = """
from pathlib import Path
import kiosk, kiosk.templates, printers
code = Path.cwd() / "code" / "kiosk"
assert Path(kiosk.__file__).parent == code, kiosk.__file__
assert Path(printers.__file__).parent == code.parent / "printers", printers.__file__
assert Path(kiosk.templates.__file__).parent == code / "templates", kiosk.templates.__file__
"""
BOX = """
from gallery.site import cast, steps_taken
from gallery.site.page import Browser
from kiosk.app import create_app
from kiosk.services.box.box import open_box
from kiosk.settings import Settings

data = Path.cwd() / "site"
box = open_box(Settings(data=data, site_code="SA", site_name="Mairie de Saint-Aubin", printer="dummy", port=0,
                        languages=LANGUAGES, paper=PAPER))
cast.set_up(box)
cast.at_work(box, cast.nadia_roux())
desk = Browser(create_app(box.settings, box=box).test_client())
"""
SIGNED_IN = """
form = desk.get("/sign-in").form("sign-in")
form["login"], form["passphrase"], form["pin"] = "nadia", cast.PASSPHRASE, cast.PIN
assert desk.send(form).path == "/desk"
"""


def write(path: Path, text: str) -> None:
    """A new file: it must not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as new:
        new.write(text)


def name_it(registry: Path, room: str, name: str, tuple_name: str, word: str) -> None:
    """Import the module `name` of `room`, and put one `word` at the end of the tuple."""
    text = registry.read_text("utf-8")
    assert word not in text
    head, opening, entries = re.split(rf"({tuple_name}(?:: .*)? = \()", text, maxsplit=1)
    assert entries.count(")") == 1
    entries = entries.replace(")", f", {word})").replace(",\n, ", ",\n    ")
    registry.write_text(f"from {room} import {name}\n{head}{opening}{entries}", "utf-8")


def run(folder: Path, *lines: str) -> None:
    """Run Python on the copy that lies in `folder`, with the cast of the tests from the repository."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(folder / "code"), str(ROOT)))}
    program = BEGIN + "".join(lines)
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
