"""The catalogue is what can be offered now; a broken file is left out and named."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from kiosk.catalogue.define.catalogue import open_catalogue
from tests.catalogue.samples import ROOT, SOUND


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder


def test_procedures_are_sorted_as_a_french_reader_sorts(tmp_path: Path) -> None:
    for number, title in enumerate(("Zone bleue", "Écoles", "école", "Arbres", "Œuvres")):
        text = SOUND.replace("id: parking", f"id: p{number}").replace("Stationner un camion de déménagement", title)
        write(tmp_path, f"{number}.yaml", text)
    titles = [procedure.title.text for procedure in open_catalogue([tmp_path]).procedures]
    assert titles == ["Arbres", "école", "Écoles", "Œuvres", "Zone bleue"]


def test_the_town_halls_own_file_replaces_the_one_that_ships(tmp_path: Path) -> None:
    ours = write(tmp_path / "ours", "x.yaml", SOUND)
    theirs = write(tmp_path / "theirs", "y.yaml", SOUND.replace("version: 2", "version: 3"))
    catalogue = open_catalogue([ours, theirs, tmp_path / "nowhere"])
    assert [procedure.version for procedure in catalogue.procedures] == [3]
    assert catalogue.get("parking") is catalogue.procedures[0]
    assert catalogue.get("other") is None


def test_a_broken_replacement_leaves_the_one_that_ships_and_is_reported(tmp_path: Path) -> None:
    ours = write(tmp_path / "ours", "x.yaml", SOUND)
    theirs = write(tmp_path / "theirs", "x.yaml", SOUND.replace("version: 2", "version: deux"))
    catalogue = open_catalogue([ours, theirs])
    assert [procedure.version for procedure in catalogue.procedures] == [2]
    assert [(fault.path, fault.line, fault.code) for fault in catalogue.faults] == [
        (str(theirs / "x.yaml"), 2, "not-an-integer")
    ]


def test_the_shipped_folder_opens_as_a_package_resource() -> None:
    catalogue = open_catalogue([files("kiosk") / "procedures"])
    assert catalogue.faults == ()
    assert catalogue.get("birth-certificate") is not None


def test_opening_what_ships_costs_no_library_that_a_page_does_not_need() -> None:
    code = (
        "import sys\nfrom importlib.resources import files\n"
        "from kiosk.catalogue.define.catalogue import open_catalogue\n"
        "open_catalogue([files('kiosk') / 'procedures'])\n"
        "print(*{'phonenumbers', 'email_validator', 'flask', 'babel'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
