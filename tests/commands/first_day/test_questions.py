"""Questions of `kiosk setup`: an end of input in the middle loses nothing that was answered."""

from collections.abc import Callable
from pathlib import Path

import click
from click.testing import CliRunner

from kiosk import settings
from kiosk.cli import main
from kiosk.commands.first_day import questions


def test_what_was_answered_before_the_window_closed_is_proposed_again(tmp_path: Path) -> None:
    runner, data = CliRunner(), {"KIOSK_DATA": str(tmp_path)}
    first = runner.invoke(main, ("setup",), input="Mairie de Rennes\nRennes\n1\n", env=data)
    assert first.exit_code == 1 and "Traceback" not in first.output
    kept = settings.read(tmp_path, {})
    assert (kept.site_name, kept.commune) == ("Mairie de Rennes", ("35238",))
    again = runner.invoke(main, ("setup",), input="\n", env=data)
    assert "[Mairie de Rennes]" in again.output


def test_a_commune_is_asked_until_it_is_in_the_list(tmp_path: Path) -> None:
    answers = "Mairie\nzzzz\nRennes\n99 x\nRennes\n1 1\n"
    result = CliRunner().invoke(main, ("setup",), input=answers, env={"KIOSK_DATA": str(tmp_path)})
    assert "Aucune commune" in result.output
    assert settings.read(tmp_path, {}).commune == ("35238",), "each once"


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
        questions.town_hall, tmp_path, "", "x" * 121, "Mairie de Rennes", *communes, "Rennes", *places, "1",
        *codes, "RE", "1 place, 35000 Rennes", *contact, "0299000000", "mairie@rennes.fr",
        hours[0], *closed, *hours[1:], "9h-12h", *spoken, "fr en", *services, "etat-civil, ccas", *maybe, "oui",
    )  # fmt: skip
    for sentence in (
        "Aucune commune", "Tapez un numéro de la liste", "deux, trois ou quatre lettres", "dix chiffres",
        "mairie@exemple.fr", "au moins une langue",
    ):  # fmt: skip
        assert sum(sentence in line for line in lines) >= 8, sentence
    kept = settings.read(tmp_path, {})
    assert (kept.site_name, kept.commune, kept.site_code) == ("Mairie de Rennes", ("35238",), "RE")
    assert (kept.site_phone, kept.site_email) == ("02 99 00 00 00", "mairie@rennes.fr")
    assert ([table["open"] for table in kept.hours], kept.languages) == (["9h-12h"], ("fr", "en"))
    assert (kept.services, kept.lan) == (("ccas", "etat-civil"), "on")
    assert sum("Utiliser d’autres écrans" in line for line in lines) == len(maybe) + 1


def test_the_first_person_is_asked_for_until_both_names_can_be_used(tmp_path: Path) -> None:
    given: list[tuple[str, str]] = []
    lines = asked(lambda: given.append(questions.person()), tmp_path, *PEOPLE, "Nadia Roux", "")
    assert given == [("nadia", "Nadia Roux")]
    assert sum("Écrivez un identifiant et un nom" in line or "trop long" in line for line in lines) == len(PEOPLE)


def test_a_wrong_address_of_the_hub_is_said_and_later_is_one_key(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('site_code = "RE"\nsite_name = "Mairie de Rennes"\n', "utf-8")
    data = tmp_path / "data"
    assert CliRunner().invoke(main, ("setup", "--from", str(site)), env={"KIOSK_DATA": str(data)}).exit_code == 0
    lines = asked(questions.hub, data, *HUBS, "hub.example.org", *CODES, "", "")
    said = [line for line in lines if "https" in line and "système central (" not in line]
    assert len(said) == len(HUBS), "each says how an address is written"
    assert sum("Ce code d’inscription n’est pas bon" in line for line in lines) == len(CODES), "the address is kept"
    assert not any("Traceback" in line for line in lines)
