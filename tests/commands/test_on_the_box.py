"""Commands about a box's papers, printers, journal and people."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import fields
from io import StringIO
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from hub.settings import HubSettings
from kiosk.cli import main
from kiosk.commands.asking import WORDS, describe_error, run_operation
from kiosk.domain.trail.hash_chain import ChainHead
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import HubRefusal, LineFault
from kiosk.errors import Refused, Unreachable
from kiosk.operations import exchange, printers
from kiosk.server import hold_data_folder
from kiosk.services.box.box import open_box
from kiosk.settings import READER, Settings
from kiosk.store import journal
from scripts.reference import sentence
from scripts.source import ROOT
from tests.catalogue.samples import SHIPPED, SOUND
from tests.running import set_up


@pytest.fixture
def site(settings: Settings) -> Settings:
    set_up(settings)
    box = open_box(settings)
    with box.store.write() as db:
        for number in range(1001, 1004):
            journal.insert_journal_line(
                db, box.clock.now(), JournalAction.RESUMED, mediator_id="a" * 32, reference=f"SA{number}K"
            )
    box.store.close()
    return settings


def verify(settings: Settings, *more: str) -> Result:
    return CliRunner().invoke(main, ["journal", "verify", *more], env={"KIOSK_DATA": str(settings.data)})


def head(settings: Settings) -> ChainHead:
    box = open_box(settings)
    result = journal.read_journal_head(box.store.read())
    box.store.close()
    return result


def test_a_whole_journal_says_so_with_its_head(site: Settings) -> None:
    seen = head(site)
    result = verify(site)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        WORDS.code("command", "journal-head", count=seen.count, head=seen.head),
        f"✓ {WORDS.code('journal-fault', 'whole')}",
    ]  # fmt: skip
    assert verify(site, "--count", str(seen.count), "--head", str(seen.head)).exit_code == 0
    other = verify(site, "--count", "1", "--head", "f" * 64)
    assert (other.exit_code, WORDS.code("journal-fault", "not-that-head") in other.output) == (1, True)
    assert verify(site, "--count", "1").exit_code == 2, "a count without its head says nothing"


def test_a_touched_journal_is_said_by_its_line(site: Settings) -> None:
    box = open_box(site)
    with box.store.write() as db:
        for name in ("journal_no_UPDATE", "journal_kept"):
            db.conn.execute(f"DROP TRIGGER {name}")
        db.conn.execute("UPDATE journal SET reference = 'SA9999K' WHERE number = 1")
    box.store.close()
    result = verify(site)
    assert result.exit_code == 1
    assert f"✗ 1: {WORDS.code('journal-fault', 'changed')}" in result.output
    assert "✓" not in result.output


@pytest.fixture
def folder(settings: Settings) -> Path:
    """Saint-Aubin has an officer, and a procedure of its own."""
    settings.paths.create()
    named = READER.toml(settings) + 'privacy_officer = "dpo@agglo.example"\n'
    settings.paths.settings.write_text(named, "utf-8")
    settings.paths.procedures.mkdir(exist_ok=True)
    (settings.paths.procedures / "parking.yaml").write_text(SOUND, "utf-8")
    return settings.data


def typed(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["privacy", "register", *arguments], env={"KIOSK_DATA": str(folder)})
    assert done.exit_code == 0, done.output
    return done.output


def test_the_register_is_a_page_in_french(folder: Path) -> None:
    page = typed(folder)
    assert "<h1>Registre des traitements\u00a0: " in page
    assert "<h3>Stationner un camion de déménagement</h3>" in page
    assert page.count("dpo@agglo.example") == 2, "once for the town hall, once for the CCAS"
    beside = 6  # the town hall’s own, the notices, mandates, what is noted of people, searches, and the accounts
    assert page.count("<h3>") == len(SHIPPED) + beside, "each procedure, and those"


def test_or_a_spreadsheet(folder: Path) -> None:
    rows = list(csv.reader(StringIO(typed(folder, "--csv"))))
    assert [row[0] for row in rows[1:]][-1] == "Comptes des conseillers et journal"
    assert len(rows) == 1 + len(SHIPPED) + 6, "a heading, each procedure, and those beside"


def test_a_fault_without_words_says_its_code() -> None:
    assert describe_error(Refused(HubRefusal.UNKNOWN_CASE, x=1)) == "unknown-case (x=1)", (
        "only a hub's own pages word it"
    )
    assert describe_error(Unreachable(LineFault.NO_LINE)) == WORDS.code("line", "no-line")


def test_where_none_runs_the_folder_is_opened_here_and_closed_whatever_happens(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(settings)
    monkeypatch.setenv("KIOSK_DATA", str(settings.data))
    assert run_operation(printers.run_print_due) == 0
    with pytest.raises(Unreachable, match="no-hub"):
        run_operation(exchange.run_sync)
    with hold_data_folder(settings), pytest.raises(Refused, match="already-running"):
        run_operation(printers.run_print_due)
    assert run_operation(printers.run_print_due) == 0


def test_the_help_of_a_command_loads_no_service_and_nothing_of_the_hub() -> None:
    """A box is installed without the extra `hub`: its commands start without those libraries."""
    heavy = {"kiosk.operations", "kiosk.services.box.box", "sqlalchemy", "alembic", "hub.hub"}
    loaded = f"import sys, kiosk.cli; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


CATALOGUE = ROOT / "translations" / "fr" / "LC_MESSAGES" / "commands.po"


def spoken(*arguments: str, **variables: str) -> str:
    """What `kiosk` prints, on both streams, as a process of its own with these variables for its language."""
    outside = {name: value for name, value in os.environ.items() if name not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES")}
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments], capture_output=True, text=True, env={**outside, **variables},
        timeout=60,
    )  # fmt: skip
    return done.stdout + done.stderr


SAY_TEXTS = """
import json
from kiosk.cli import main

def texts(command):
    options = [option for option in command.params if option.param_type_name == "option"]
    of_options = [text for option in options for text in (option.help, option.prompt)]
    below = getattr(command, "commands", {}).values()
    return [*filter(None, (command.help, command.epilog, *of_options)), *(text for one in below for text in texts(one))]

print(json.dumps(texts(main)))
"""


def english_texts() -> list[str]:
    """The help texts as the code has them: a process that has run a command has translated its own."""
    done = subprocess.run([sys.executable, "-c", SAY_TEXTS], capture_output=True, text=True, check=True)
    return [str(text) for text in json.loads(done.stdout)]


def catalogue_ids() -> set[str]:
    with CATALOGUE.open("rb") as source:
        ids = [message.id for message in read_po(source) if message.id and message.string]
    return {text if isinstance(text, str) else text[0] for text in ids}


def of_the_reference() -> list[str]:
    """The sentences of settings that have their French in this catalogue alone, for the pages of the reference."""
    return [sentence(field) for field in fields(HubSettings)] + [sentence(Settings.__dataclass_fields__["data"])]


def test_every_help_text_has_its_french_and_every_french_text_is_used() -> None:
    asked, ids = [*english_texts(), *of_the_reference(), "YYYY-MM-DD"], catalogue_ids()
    assert [text for text in asked if text not in ids] == []
    library = "".join(path.read_text("utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    assert [text for text in ids - set(asked) if text.split("\n")[0] not in library] == []


def test_a_wrong_choice_a_wrong_day_and_a_missing_file_are_told_in_french() -> None:
    for words, told in (
        (
            ("staff", "add", "x", "X", "--role", "instructeur"),
            "'instructeur' n’est pas dans la liste : 'instructor', 'op",
        ),
        (("export", "t.csv", "--first", "2026-13-01"), "'2026-13-01' n’est pas un jour écrit comme 2026-11-26."),
        (("publish", "nofile"), "Fichier 'nofile' n’existe pas, ou n’est pas visible pour le compte de Parvis."),
        (("export", "--help"), "--first AAAA-MM-JJ"),
    ):
        said = spoken("hub", *words)
        assert told in said and "is not" not in said and "does not" not in said, said


def test_help_and_mistakes_are_french_by_default_and_english_on_an_english_machine() -> None:
    assert "Affiche cette aide." in spoken("hub", "staff", "add", "--help", LANG="C.UTF-8")
    assert "La commande 'kees' n’existe pas. Vouliez-vous écrire 'keys' ?" in spoken("hub", "kees", LANG="")
    assert "'x' n’est pas un nombre" in spoken("run", "--port", "x", LANG="fr_FR.UTF-8")
    assert "Show this message and exit." in spoken("expire", "--help", LANG="en_GB.UTF-8")
    assert "No such command 'nothing'." in spoken("nothing", LANG="en_GB.UTF-8")


def test_what_a_command_of_the_box_or_the_hub_answers_is_in_the_language_of_the_machine(tmp_path: Path) -> None:
    verify = ("hub", "--data", str(tmp_path / "hub"), "audit", "verify")
    for language, error, whole in (
        ("fr_FR", "Erreur : ", "Le journal est intact"),
        ("en_GB", "Error: ", "The trail is"),
    ):
        assert error in spoken("sync", "--once", LANG=f"{language}.UTF-8", KIOSK_DATA=str(tmp_path / "none"))
        assert whole in spoken(*verify, LANG=f"{language}.UTF-8")
