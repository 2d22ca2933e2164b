"""Writes the database of communes from the State's data: names, departments, postal codes, former names, population
order.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any

from kiosk.domain.places.commune import make_commune_search_text

PACKAGE = "@etalab/decoupage-administratif"
CREDIT = """Communes, départements, populations et codes postaux : {package} {version}.
Sources : Insee (code officiel géographique, populations légales), La Poste (base officielle des codes postaux),
DGCL. Réunies par Etalab, reprises ici dans un fichier plus petit.
Licence Ouverte / Open Licence 2.0 : https://www.etalab.gouv.fr/licence-ouverte-open-licence
"""
_SCHEMA = """
CREATE TABLE departments (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE communes (
    id INTEGER PRIMARY KEY, insee TEXT NOT NULL, name TEXT NOT NULL, department TEXT NOT NULL, codes TEXT NOT NULL,
    population INTEGER NOT NULL
);
CREATE TABLE postcodes (postcode TEXT, commune INTEGER, PRIMARY KEY (postcode, commune)) WITHOUT ROWID;
CREATE TABLE names (
    id INTEGER PRIMARY KEY, commune INTEGER NOT NULL, department TEXT NOT NULL, sought TEXT NOT NULL, former TEXT
);
CREATE TABLE words (word TEXT, name INTEGER, PRIMARY KEY (word, name)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX names_in ON names (department, sought);
CREATE INDEX names_of ON names (commune);
"""


def write(modules: Path, vendor: Path) -> None:
    """Write `communes.sqlite` from the npm package, and its licence beside the other licences. A commune's number is
    its rank by population; former names come last."""
    data = modules / PACKAGE / "data"
    entries = json.loads((data / "communes.json").read_text("utf-8"))
    communes = [entry for entry in entries if entry["type"] == "commune-actuelle" and entry.get("codesPostaux")]
    communes.sort(key=lambda each: (-each.get("population", 0), each["code"]))
    number = {commune["code"]: place for place, commune in enumerate(communes, 1)}
    names = [(number[commune["code"]], commune["departement"], commune["nom"], None) for commune in communes]
    names += sorted(
        (number[entry["chefLieu"]], entry["departement"], entry["nom"], entry["nom"])
        for entry in entries
        if entry.get("chefLieu") in number and entry["nom"] != communes[number[entry["chefLieu"]] - 1]["nom"]
    )
    (vendor / "communes.sqlite").unlink(missing_ok=True)
    db = sqlite3.connect(vendor / "communes.sqlite")
    db.executescript(_SCHEMA)
    departments = json.loads((data / "departements.json").read_text("utf-8"))
    db.executemany(
        "INSERT INTO departments VALUES (?, ?)", [(department["code"], department["nom"]) for department in departments]
    )
    rows = [_row(number[commune["code"]], commune) for commune in communes]
    db.executemany("INSERT INTO communes VALUES (?, ?, ?, ?, ?, ?)", rows)
    codes = [(code, number[commune["code"]]) for commune in communes for code in commune["codesPostaux"]]
    db.executemany("INSERT INTO postcodes VALUES (?, ?)", codes)
    for place, (commune, department, name, former) in enumerate(names, 1):
        result = make_commune_search_text(name)
        db.execute("INSERT INTO names VALUES (?, ?, ?, ?, ?)", (place, commune, department, result, former))
        db.executemany("INSERT INTO words VALUES (?, ?)", [(word, place) for word in set(result.split())])
    db.executescript(_INDEXES)
    db.commit()
    db.execute("VACUUM")
    db.close()
    version = json.loads((modules / PACKAGE / "package.json").read_text("utf-8"))["version"]
    credit = CREDIT.format(package=PACKAGE, version=version)
    (vendor / "licences").mkdir(exist_ok=True)
    (vendor / "licences" / "communes.txt").write_text(credit, "utf-8", newline="\n")


def _row(number: int, commune: dict[str, Any]) -> tuple[Any, ...]:
    codes = " ".join(sorted(commune["codesPostaux"]))
    return number, commune["code"], commune["nom"], commune["departement"], codes, commune.get("population", 0)
