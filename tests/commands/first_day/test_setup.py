"""The first day: a box is set up by questions or a file, and its screens are served."""

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kiosk import settings
from kiosk.cli import main
from kiosk.commands import setup
from kiosk.commands.asking import WORDS
from kiosk.services.lan import local_network
from kiosk.services.lan.local_network import Firewall
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
        person.answer("Le nom de la mairie", "Mairie de Rennes")
        person.answer("La commune", "35000")
        person.answer("Son numéro dans la liste", "1")
        person.answer("Le code de vos dossiers", "")
        person.answer("Adresse (", "1 place, 35000 Rennes")
        person.answer("Téléphone", "02 99 00 00 00")
        person.answer("Courriel", "")
        person.answer("Délégué", "")
        person.answer("Lundi", "neuf heures")
        person.answer("Mardi", "idem")
        for day in ("Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"):
            person.answer(day, "9h-12h" if day == "Mercredi" else "")
        assert "9h-12h, 14h-17h30" in person.answer("Lundi", "9h-12h, 14h-17h")
        person.answer("Mardi", "idem")
        person.answer("Les langues", "fr en")
        refused = person.answer("Les services à proposer", "etat-civile", "ccas, etat-civil")
        assert "etat-civil: Service de l’état civil" in refused and "parmi ceux-ci : accueil, ccas" in refused
        person.answer("Utiliser d’autres écrans", "")
        person.answer("Prénom et nom", "Nadia Roux")
        person.answer("identifiant", "")
        shown = person.until(SHEET)
        words = re.findall(r"^ +\d+\. (\S+)\r?$", shown, re.M)
        os.write(person.master, " ".join([*words[:4], "zzzz", *words[5:]]).encode() + b"\n")
        said = person.answer(SHEET, "mot", " ".join(words))
        assert "Le mot 5 n’est pas le bon" in said and "Traceback" not in said
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
    kept = settings.read_settings(tmp_path, {})
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
    assert settings.read_settings(data, {}).commune == ("35238",)
    assert settings.read_settings(data, {}).services == ("etat-civil",)
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


def test_what_was_answered_before_the_window_closed_is_proposed_again(tmp_path: Path) -> None:
    runner, data = CliRunner(), {"KIOSK_DATA": str(tmp_path)}
    first = runner.invoke(main, ("setup",), input="Mairie de Rennes\nRennes\n1\n", env=data)
    assert first.exit_code == 1 and "Traceback" not in first.output
    kept = settings.read_settings(tmp_path, {})
    assert (kept.site_name, kept.commune) == ("Mairie de Rennes", ("35238",))
    again = runner.invoke(main, ("setup",), input="\n", env=data)
    assert "[Mairie de Rennes]" in again.output


def test_a_commune_is_asked_until_it_is_in_the_list(tmp_path: Path) -> None:
    answers = "Mairie\nzzzz\nRennes\n99 x\nRennes\n1 1\n"
    result = CliRunner().invoke(main, ("setup",), input=answers, env={"KIOSK_DATA": str(tmp_path)})
    assert "Aucune commune" in result.output
    assert settings.read_settings(tmp_path, {}).commune == ("35238",), "each once"


PEOPLE = ("", " ", "\u200b\n", "\x00\n", "!!!\n", "’\n", "x" * 121 + "\n", "\ufeff\n", "Nadia\n" + "y" * 41, "\u202e\n")
"""Wrong names; where something is typed, the short name is asked too."""
HUBS = (
    "http://\nx", "ftp://hub\nx", "http://hub.example.org\nx", "https://\nx", "http://[\nx", "https:///x\nx", "://\nx",
    "mailto://x\nx", "wss://hub\nx", "http://192.168.1.5:8700\nx",
)  # fmt: skip
"""Wrong addresses, each with a code."""
CODES = ("x", "\x00", "wrong", "AAAA BBBB", "1" * 3000, "<b>", "é", "٣٣٣", "-", "0")
"""Codes that are none, whatever the hub."""


def asked(question: Callable[[], object], data: Path, *answers: str) -> list[str]:
    """What a question says, line by line, while it is answered; it has to end by itself."""
    run = click.command()(question)
    result = CliRunner().invoke(run, (), input="\n".join((*answers, "")), env={"KIOSK_DATA": str(data)})
    assert result.exit_code == 0 and result.exception is None, result.output
    return result.output.splitlines()


def test_the_town_hall_takes_ten_wrong_answers_to_each_question_and_loses_none_that_is_right(tmp_path: Path) -> None:
    communes = ("", "zzzz", "00000", "<b>", "99999", "'; --", "٣٥٢٥٠", "Sant-Obin", "\x00", "x" * 121)
    places = ("0", "99", "x", "1 99", "-1", "1.", "un", "1 2 x", "²", "1;")
    codes = ("S", "SAINT", "S1", "OI", "SO", "ÉA", "S A", "«SA»", "1", "-")
    phones = ("12", "02 99 00 00", "téléphone", "0" * 40, "+", "112 233", "x", "²", "<b>", "()")
    emails = ("mairie", "a@", "@b.fr", "maïrie@é", "a b@c.fr", "@", "a@b@c", "<b>", "mailto:a@b.fr", "a@.")
    hours = ("9h", "le matin", "9h 12h", "25h-26h", "9h75-12h", "9h-12h,", "<b>", "neuf heures", "12h-9h", "9" * 121)
    spoken = ("klingon", "FR", "xx", "français", "0", "../fr", "<b>", "*", "tout", "f r")
    services = ("x", "Etat-civil", "etat civil", "0", "tous", "<b>", "*", "../ccas", "CCAS", "ccas.")
    maybe = ("peut-être", "1", "x", "ouii", "<b>", "0", "yess", "-", "²", "tablettes")
    closed = ("",) * 6
    contact = [text for pair in zip(phones, emails, strict=True) for text in pair]
    lines = asked(
        setup.town_hall, tmp_path, "", "x" * 121, "Mairie de Rennes", *communes, "Rennes", *places, "1",
        *codes, "RE", "1 place, 35000 Rennes", *contact, "0299000000", "mairie@rennes.fr", "dpo@cdg35.fr",
        hours[0], *closed, *hours[1:], "9h-12h", *spoken, "fr en", *services, "etat-civil, ccas", *maybe, "oui",
    )  # fmt: skip
    for sentence in (
        "Aucune commune", "Tapez un numéro de la liste", "deux, trois ou quatre lettres", "dix chiffres",
        "mairie@exemple.fr", "au moins une langue",
    ):  # fmt: skip
        assert sum(sentence in line for line in lines) >= 8, sentence
    kept = settings.read_settings(tmp_path, {})
    assert (kept.site_name, kept.commune, kept.site_code) == ("Mairie de Rennes", ("35238",), "RE")
    assert (kept.site_phone, kept.site_email) == ("02 99 00 00 00", "mairie@rennes.fr")
    assert ([table["open"] for table in kept.hours], kept.languages) == (["9h-12h"], ("fr", "en"))
    assert (kept.services, kept.lan) == (("ccas", "etat-civil"), "on")
    assert sum("Utiliser d’autres écrans" in line for line in lines) == len(maybe) + 1


def test_the_first_person_is_asked_for_until_both_names_can_be_used(tmp_path: Path) -> None:
    given: list[tuple[str, str]] = []
    lines = asked(lambda: given.append(setup.ask_mediator_names()), tmp_path, *PEOPLE, "Nadia Roux", "")
    assert given == [("nadia", "Nadia Roux")]
    assert sum("Écrivez un identifiant et un nom" in line or "trop long" in line for line in lines) == len(PEOPLE)


def test_a_wrong_address_of_the_hub_is_said_and_later_is_one_key(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('site_code = "RE"\nsite_name = "Mairie de Rennes"\n', "utf-8")
    data = tmp_path / "data"
    assert CliRunner().invoke(main, ("setup", "--from", str(site)), env={"KIOSK_DATA": str(data)}).exit_code == 0
    lines = asked(setup.hub, data, *HUBS, "hub.example.org", *CODES, "", "")
    said = [line for line in lines if "https" in line and "système central (" not in line]
    assert len(said) == len(HUBS), "each says how an address is written"
    assert sum("Ce code d’inscription n’est pas bon" in line for line in lines) == len(CODES), "the address is kept"
    assert not any("Traceback" in line for line in lines)


def lan(data: Path, state: str) -> str:
    result = CliRunner().invoke(main, ["lan", state], env={"KIOSK_DATA": str(data)})
    assert result.exit_code == 0, result.output
    return result.output


def test_what_is_opened_is_said_with_its_port_and_undone_as_easily(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_network, "present", lambda: None)
    (tmp_path / "kiosk.toml").write_text('# la mairie\nsite_code = "RE"\n', "utf-8")
    assert "8643" in lan(tmp_path, "on")
    assert settings.read_settings(tmp_path, {}).lan == "on"
    lan(tmp_path, "off")
    kept = settings.read_settings(tmp_path, {})
    assert (kept.lan, kept.site_code) == ("off", "RE")
    assert "# la mairie" in (tmp_path / "kiosk.toml").read_text("utf-8")


def test_what_a_firewall_needs_is_said_and_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_network, "present", lambda: Firewall.UFW)
    assert "    ufw allow 8643/tcp\n" in lan(tmp_path, "on")
    assert "ufw" not in lan(tmp_path, "off")
