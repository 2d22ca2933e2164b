"""`kiosk setup`: the questions of the first day in a terminal, and a town hall taken from a file."""

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk import settings
from kiosk.cli import main
from kiosk.commands.asking import WORDS
from tests.gallery.site.cast import Watch
from tests.gallery.site.first_start import first_start, set_up

SHEET = WORDS.code("command", "sheet-words")
TOWN = """
site_code = "RE"
site_name = "Mairie de Rennes"
commune = ["35238"]
languages = ["fr", "en"]
services = ["etat-civil"]
"""


def kiosk(data: Path, *arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=answers, env={"KIOSK_DATA": str(data)})


class Terminal:
    """A person at a terminal of their own, who reads what is asked and answers."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.master, slave = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *arguments], stdin=slave, stdout=slave, stderr=slave,
            env={**os.environ, "KIOSK_DATA": str(data), "PYTHONIOENCODING": "utf-8"}, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.text = ""

    def until(self, words: str, patience_s: float = 30) -> str:
        """Everything that was said since the last answer, once these words are among it."""
        until_s = time.monotonic() + patience_s
        while words not in self.text:
            assert time.monotonic() < until_s, self.text
            if select.select([self.master], [], [], 0.2)[0]:
                self.text += os.read(self.master, 65_536).decode("utf-8", "replace")
        said, self.text = self.text, ""
        return said

    def answer(self, question: str, *answers: str) -> str:
        """Wait for a question and answer it; several answers are given to the same question one after the other."""
        said = ""
        for given in answers:
            said += self.until(question)
            os.write(self.master, f"{given}\n".encode())
        return said

    def end(self) -> int:
        """The exit status."""
        try:
            return self.process.wait(30)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            os.close(self.master)


@pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal is POSIX")
def test_a_machine_is_made_ready_by_answering_questions(tmp_path: Path) -> None:
    person = Terminal(tmp_path, "setup")
    try:
        person.answer("Le nom de la mairie", " ", "Mairie de Rennes")
        person.answer("La commune", "zzzz", "35000")
        person.answer("Son numéro dans la liste", "1")
        person.answer("Le code de vos dossiers", "O1", "")
        person.answer("Adresse (", "1 place, 35000 Rennes")
        person.answer("Téléphone", "12")
        person.answer("Courriel", "")
        assert "dix chiffres" in person.answer("Téléphone", "02 99 00 00 00")
        person.answer("Lundi", "neuf heures")
        person.answer("Mardi", "idem")
        for day in ("Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"):
            person.answer(day, "9h-12h" if day == "Mercredi" else "")
        assert "9h-12h, 14h-17h30" in person.answer("Lundi", "9h-12h, 14h-17h")
        person.answer("Mardi", "idem")
        person.answer("Les langues", "klingon", "fr en")
        refused = person.answer("Les services à proposer", "etat-civile", "ccas, etat-civil")
        assert "etat-civil: Service de l’état civil" in refused and "parmi ceux-ci : accueil, ccas" in refused
        person.answer("Utiliser d’autres écrans", "peut-être", "")
        person.answer("Prénom et nom", "Nadia Roux")
        person.answer("identifiant", "")
        shown = person.until(SHEET)
        words = re.findall(r"^ +\d+\. (\S+)\r?$", shown, re.M)
        os.write(person.master, " ".join([*words[:4], "zzzz", *words[5:]]).encode() + b"\n")
        wrong = ["mot", " ".join(words[:11]), "x" * 300, "1 2 3 4 5 6 7 8 9 10 11 12", "<b>"]
        wrong += [
            " ".join([*words[:place], typed, *words[place + 1 :]])
            for place, typed in enumerate(("é", "mmot", "-x", "²"))
        ]
        said = person.answer(SHEET, *wrong, " ".join(words))
        assert "Le mot 5 n’est pas le bon" in said and said.count("n’est pas") >= 5 and "Traceback" not in said
        said = person.until("Recherche des imprimantes")
        assert re.search(r"PIN \d{6}", said)
        if "numéro de l’imprimante" in (said := person.until("Entrée : plus tard", 60)):
            os.write(person.master, b"\n")
            person.until("Entrée : plus tard")
        os.write(person.master, b"http://\n")
        person.answer("code qui sert une fois", "x")
        assert "adresse" in person.answer("Entrée : plus tard", "")
        person.until("Ce poste est prêt")
    finally:
        assert person.end() == 0
    kept = settings.read(tmp_path, {})
    assert (kept.site_name, kept.site_code, kept.languages) == ("Mairie de Rennes", "RE", ("fr", "en"))
    assert kept.services == ("ccas", "etat-civil")
    assert [table["open"] for table in kept.hours] == ["9h-12h, 14h-17h", "9h-12h"]
    with first_start(tmp_path) as start:
        assert start.browser().get("/set-up").status == 404, "and the browser asks nothing any more"
    again = kiosk(tmp_path, "setup")
    assert again.exit_code == 1 and WORDS.code("refused", "already-set-up") in again.output


def test_a_town_hall_taken_from_a_file_leaves_the_people_to_the_screen(tmp_path: Path) -> None:
    file, data = tmp_path / "site.toml", tmp_path / "data"
    file.write_text(TOWN, "utf-8")
    result = kiosk(data, "setup", "--from", str(file))
    assert result.exit_code == 0 and str(data / "kiosk.toml") in result.output
    assert settings.read(data, {}).commune == ("35238",)
    assert settings.read(data, {}).services == ("etat-civil",)
    with first_start(data) as start:
        page = start.admitted().get("/set-up")
        assert page.path == "/set-up/person" and "Mairie de Rennes" in page.text


def test_another_towns_file_changes_nothing_where_somebody_works_already(tmp_path: Path, watch: Watch) -> None:
    data, file = tmp_path / "data", tmp_path / "site.toml"
    with first_start(data, watch) as start:
        set_up(start.admitted())
    file.write_text(TOWN, "utf-8")
    before = (data / "kiosk.toml").read_bytes()
    result = kiosk(data, "setup", "--from", str(file))
    assert result.exit_code == 1 and WORDS.code("refused", "already-set-up") in result.output
    assert (data / "kiosk.toml").read_bytes() == before


def test_a_wrong_file_is_told_in_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    for written in [
        "site_name = 'x'", "site_code = SA", "site_code = 'OI'", "site_cod = 'SA'", "\x00", "[", "", "site_code = 3",
        "languages = 3\nsite_code='SA'", "commune = ['1']\nsite_code='SA'",
        "services = ['etat-civile']\nsite_code='SA'", "services = ['État civil']\nsite_code='SA'",
    ]:  # fmt: skip
        file, data = tmp_path / "site.toml", tmp_path / "data"
        file.write_text(written, "utf-8")
        result = kiosk(data, "setup", "--from", str(file))
        assert result.exit_code == 1 and result.output.startswith("Erreur : ") and "Traceback" not in result.output
        assert not (data / "kiosk.toml").exists()


def test_a_login_without_a_name_is_told(tmp_path: Path) -> None:
    result = kiosk(tmp_path, "setup", "nadia")
    assert result.exit_code == 2 and "ou ni l’un ni l’autre" in result.output
