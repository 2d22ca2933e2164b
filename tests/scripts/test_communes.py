"""The file of communes, made of what npm brought."""

import json
import sqlite3
from pathlib import Path

from scripts.communes import PACKAGE, write

ENTRIES = [
    {"code": "69123", "nom": "Lyon", "type": "commune-actuelle", "departement": "69",
     "codesPostaux": ["69002", "69001"], "population": 519127},
    {"code": "69381", "nom": "Lyon 1er Arrondissement", "type": "arrondissement-municipal", "departement": "69",
     "commune": "69123", "codesPostaux": ["69001"], "population": 29000},
    {"code": "69232", "nom": "Saint-Rambert-l'Île-Barbe", "type": "commune-associee", "departement": "69",
     "chefLieu": "69123"},
    {"code": "55039", "nom": "Beaumont-en-Verdunois", "type": "commune-actuelle", "departement": "55",
     "codesPostaux": ["55100"]},
    {"code": "98412", "nom": "Archipel des Kerguelen", "type": "commune-actuelle", "departement": "984"},
]  # fmt: skip


def made(folder: Path) -> sqlite3.Connection:
    data = folder / PACKAGE / "data"
    data.mkdir(parents=True)
    (data / "communes.json").write_text(json.dumps(ENTRIES), "utf-8")
    departments = [{"code": "69", "nom": "Rhône"}, {"code": "55", "nom": "Meuse"}]
    (data / "departements.json").write_text(json.dumps(departments), "utf-8")
    (data.parent / "package.json").write_text('{"version": "6.0.0"}', "utf-8")
    write(folder, folder)
    write(folder, folder)
    return sqlite3.connect(folder / "communes.sqlite")


def test_communes_stand_by_size_and_districts_belong_to_their_town(tmp_path: Path) -> None:
    db = made(tmp_path)
    assert db.execute("SELECT insee, name, codes, population FROM communes ORDER BY id").fetchall() == [
        ("69123", "Lyon", "69001 69002", 519127), ("55039", "Beaumont-en-Verdunois", "55100", 0),
    ]  # fmt: skip


def test_a_former_name_leads_to_the_commune_and_comes_last(tmp_path: Path) -> None:
    records = made(tmp_path).execute("SELECT commune, sought, former FROM names ORDER BY id").fetchall()
    assert records[0] == (1, " lyon", None)
    assert records[-1] == (1, " saint st rambert lile l ile barbe", "Saint-Rambert-l'Île-Barbe")


def test_whose_data_it_is_stands_beside_the_licences(tmp_path: Path) -> None:
    made(tmp_path)
    text = (tmp_path / "licences" / "communes.txt").read_text("utf-8")
    assert "6.0.0" in text and "Licence Ouverte" in text and "Insee" in text
