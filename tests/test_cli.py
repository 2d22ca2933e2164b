"""Every command, by itself and beside a running application."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from click.testing import Result

from kiosk.commands.asking import WORDS
from kiosk.services.box.box import Box, open_box
from kiosk.settings import READER, Settings
from kiosk.store import spool
from tests.commands.conftest import Command
from tests.commands.conftest import kiosk as kiosk
from tests.gallery.site import cast
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import answered, submitted
from tests.running import running, set_up
from tests.services.conftest import opened, reached_at

NOTHING_PRINTED = WORDS.code("command", "nothing-to-print")
NOTHING_ERASED = WORDS.code("command", "nothing-to-destroy")


def not_well(result: Result) -> list[str]:
    """What the doctor finds to mend."""
    return [line for line in result.output.splitlines() if line.startswith("✗")]


def test_it_is_a_module_too() -> None:
    done = subprocess.run([sys.executable, "-m", "kiosk", "--version"], capture_output=True, text=True, check=True)
    assert "0." in done.stdout


def test_what_goes_wrong_is_one_line_in_words(kiosk: Command) -> None:
    result = kiosk("mediator", "add", "nadia", "Nadia Roux")
    assert result.exit_code == 1
    assert result.output.startswith("Erreur : ") and len(result.output.splitlines()) == 1
    assert "not-set-up" not in result.output and "Traceback" not in result.output


def test_a_store_of_a_newer_version_is_refused_in_words(kiosk: Command, settings: Settings) -> None:
    store = open_box(settings).store
    with store.write() as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('parvis', 'm9', '2030')")
    store.close()
    result = kiosk("doctor")
    sentence = WORDS.code("refused", "newer-store", path=str(settings.paths.database))
    assert (result.exit_code, result.output) == (1, f"Erreur : {sentence}\n")


def test_a_command_prints_nothing_that_nobody_may_read(kiosk: Command, settings: Settings) -> None:
    """Whoever only has the machine gets no paper out of it: it waits for a sign-in."""
    box = open_box(settings)
    cast.set_up(box)
    submitted(box)
    box.store.close()
    assert kiosk("print", "--once").output == f"{NOTHING_PRINTED}\n"
    box = open_box(settings)
    assert [(row.state, row.detail) for row in spool.select_recent_jobs(box.store.read())] == [
        ("held", "waits-for-sign-in")
    ]
    box.store.close()


def test_a_running_box_prints_when_it_is_told(kiosk: Command, settings: Settings) -> None:
    set_up(settings)
    with running(settings) as box:
        assert kiosk("print", "--once").output == f"{NOTHING_PRINTED}\n"
        assert not not_well(kiosk("doctor"))
        assert kiosk("expire").output == f"{NOTHING_ERASED}\n"
        assert kiosk("backup", str(settings.data / "copy")).exit_code == 0
        assert box.stop() == 0


def test_what_has_had_its_time_is_destroyed_by_a_command(kiosk: Command, settings: Settings, watch: Watch) -> None:
    watch.jump(-timedelta(days=100))
    box = open_box(settings, watch)
    box.watch.confirm(box.watch.today().day)
    cast.set_up(box)
    answered(box)
    box.store.close()
    waits = kiosk("expire")
    assert waits.output == f"{NOTHING_ERASED}\n{WORDS.code('command', 'expire-waits')}\n", "a hundred days in one leap"
    box = open_box(settings)
    box.watch.confirm(box.watch.today().day)
    box.store.close()
    assert kiosk("expire").output == f"{WORDS.code('command', 'destroyed', count=1)}\n"
    assert kiosk("expire").output == f"{NOTHING_ERASED}\n"


def test_what_is_due_is_sent(kiosk: Command, linked: Box, central: Central) -> None:
    linked.settings.paths.settings.write_text(READER.toml(linked.settings), "utf-8")
    case = submitted(linked)
    linked.store.close()
    result = kiosk("sync", "--once")
    talked = {"acknowledged": 1, "files": 0, "updates": 0}
    assert result.output.splitlines() == [WORDS.code("command", "talked", **talked)]
    assert opened(central) == [case.reference]


def test_a_talk_that_failed_is_no_success(kiosk: Command, linked: Box) -> None:
    reached_at(linked, url="http://127.0.0.1:9")
    linked.store.close()
    result = kiosk("sync", "--once")
    assert (result.exit_code, result.output) == (1, f"Erreur : {WORDS.code('line', 'no-line')}\n")


def test_a_box_that_is_enrolled_nowhere_sends_nothing(kiosk: Command) -> None:
    result = kiosk("sync", "--once")
    assert result.exit_code == 1 and "acknowledged" not in result.output
    assert WORDS.code("line", "no-hub") in result.output


def test_the_procedures_that_ship_have_no_fault(kiosk: Command) -> None:
    assert kiosk("procedures", "check").exit_code == 0


def test_a_fault_in_a_procedure_is_named_by_its_place(kiosk: Command, tmp_path: Path, settings: Settings) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: broken\nversion: 1\ncolour: red\n", "utf-8")
    result = kiosk("procedures", "check", str(broken))
    assert result.exit_code == 1
    assert [line for line in result.output.splitlines() if line.startswith(f"{broken}:3:1: ")]
    (settings.paths.procedures / "own.yaml").write_text("id: [", "utf-8")
    assert kiosk("procedures", "check").exit_code == 1


def test_a_bad_setting_is_said_by_name(kiosk: Command, settings: Settings) -> None:
    settings.paths.settings.write_text("port = 0.5", "utf-8")
    result = kiosk("doctor")
    assert (result.exit_code, "port" in result.output, "Traceback" in result.output) == (1, True, False)
