"""The command line speaks French, and English where the machine does."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import click
from babel.messages.pofile import read_po

from hub.settings import HubSettings
from kiosk.settings import Settings
from scripts.reference import sentence
from scripts.source import ROOT

CATALOGUE = ROOT / "translations" / "fr" / "LC_MESSAGES" / "commands.po"


def spoken(*arguments: str, **variables: str) -> str:
    """What `kiosk` prints, on both streams, as a process of its own with these variables for its language."""
    outside = {name: value for name, value in os.environ.items() if name not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES")}
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments], capture_output=True, text=True, env={**outside, **variables},
        timeout=60,
    )  # fmt: skip
    return done.stdout + done.stderr


def english_texts() -> list[str]:
    """The help texts as the code has them: a process that has run a command has translated its own."""
    asked = "import json; from kiosk.cli import main; from kiosk.commands.command_language import texts"
    done = subprocess.run(
        [sys.executable, "-c", f"{asked}; print(json.dumps(texts(main)))"], capture_output=True, text=True, check=True
    )
    return [str(text) for text in json.loads(done.stdout)]


def catalogue_ids() -> set[str]:
    with CATALOGUE.open("rb") as source:
        ids = [message.id for message in read_po(source) if message.id and message.string]
    return {text if isinstance(text, str) else text[0] for text in ids}


def of_the_reference() -> list[str]:
    """The sentences of settings that have their French in this catalogue alone, for the pages of the reference."""
    return [sentence(field) for field in fields(HubSettings)] + [sentence(Settings.__dataclass_fields__["data"])]


def test_every_help_text_has_its_french_and_every_french_text_is_used() -> None:
    asked, ids = english_texts() + of_the_reference(), catalogue_ids()
    assert [text for text in asked if text not in ids] == []
    library = "".join(path.read_text("utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    assert [text for text in ids - set(asked) if text.split("\n")[0] not in library] == []


def test_help_and_mistakes_are_french_by_default() -> None:
    assert "Affiche cette aide." in spoken("hub", "staff", "add", "--help", LANG="C.UTF-8")
    assert "La commande 'kees' n’existe pas. Vouliez-vous écrire 'keys' ?" in spoken("hub", "kees", LANG="")
    assert "'x' n’est pas un nombre" in spoken("run", "--port", "x", LANG="fr_FR.UTF-8")


def test_help_and_mistakes_are_english_on_an_english_machine() -> None:
    assert "Show this message and exit." in spoken("expire", "--help", LANG="en_GB.UTF-8")
    assert "No such command 'nothing'." in spoken("nothing", LANG="en_GB.UTF-8")


def test_what_a_command_answers_is_in_the_language_of_the_machine(tmp_path: Path) -> None:
    missing = {"KIOSK_DATA": str(tmp_path)}
    assert spoken("sync", "--once", LANG="en_GB.UTF-8", **missing) != spoken(
        "sync", "--once", LANG="fr_FR.UTF-8", **missing
    )
    assert "Erreur : " in spoken("sync", "--once", LANG="fr_FR.UTF-8", **missing)
    assert "Error: " in spoken("sync", "--once", LANG="en_GB.UTF-8", **missing)


def test_the_hub_answers_in_the_language_of_the_machine_too(tmp_path: Path) -> None:
    verify = ("hub", "--data", str(tmp_path), "audit", "verify")
    assert "La trace est intacte" in spoken(*verify, LANG="fr_FR.UTF-8")
    assert "The trail is whole" in spoken(*verify, LANG="en_GB.UTF-8")
