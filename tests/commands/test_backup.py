"""Backups and sticks by command."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from hub.sites.sites import invite, revoke_site
from kiosk.clock import Clock
from kiosk.commands.asking import WORDS
from kiosk.domain.time.calendar import day_at
from kiosk.services.box.box import Box, open_box
from kiosk.services.upkeep.backup import write_backup_file
from kiosk.settings import READER, Settings, read_settings
from kiosk.store import counters, database, upkeep_notes
from tests.commands.conftest import Command
from tests.gallery.site import cast
from tests.gallery.site.cast import SHEET, Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import answered, submitted
from tests.running import running, set_up
from tests.services.bundles import by_hand
from tests.services.conftest import opened


def holds(**changes: int) -> str:
    """What is said of a backup that holds nothing but this."""
    counts = dict.fromkeys(("submitted", "drafts", "waiting", "attachments", "people", "procedures", "translations"), 0)
    return WORDS.code("command", "backup-holds", **{**counts, **changes})


def on_the_other_machine(data: Path, *command: str, answers: str = "") -> str:
    """What a command says that is a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *command], input=answers, capture_output=True, text=True, timeout=60,
        env={**os.environ, "KIOSK_DATA": str(data), "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_copy_goes_and_comes_back_asking_for_the_latest_receipt(
    kiosk: Command, settings: Settings, tmp_path: Path
) -> None:
    box = open_box(settings)
    cast.set_up(box)
    printed = submitted(box)
    box.store.close()
    (settings.paths.procedures / "bois.yaml").write_text("id: bois\n", "utf-8")
    assert kiosk("backup", str(tmp_path / "copy")).exit_code == 0
    assert kiosk("backup", str(tmp_path / "copy")).exit_code == 1, "never over another"
    assert kiosk("restore", str(tmp_path / "copy")).exit_code == 1, "never over a box in use"
    answers = f"{SHEET}\noui\n1001\n{printed.reference}\n"
    result = kiosk("restore", str(tmp_path / "copy"), answers=answers, data=tmp_path / "again")
    assert WORDS.code("refused", "not-a-reference") in result.output, "a wrong number is asked again, the sheet is not"
    assert (result.exit_code, str(printed.counter + 1000) in result.output) == (0, True)
    assert holds(submitted=1, waiting=1, procedures=1) in result.output
    assert (tmp_path / "again" / "procedures" / "bois.yaml").read_text("utf-8") == "id: bois\n"
    again = open_box(read_settings(tmp_path / "again", {}))
    assert counters.read_reference_counter(again.store.read()) == printed.counter + 1000
    again.store.close()


@pytest.mark.parametrize(("answer", "left"), [("oui", 0), ("non", 1)])
def test_before_a_copy_of_days_ago_loses_anything_a_person_is_asked_which_day_it_is(
    kiosk: Command, settings: Settings, watch: Watch, answer: str, left: int, tmp_path: Path
) -> None:
    watch.jump(-timedelta(days=91))
    box = open_box(settings, watch)
    box.watch.confirm(box.watch.today().day)
    cast.set_up(box)
    answered(box)
    write_backup_file(box, tmp_path / "copy")
    box.store.close()
    result = kiosk("restore", str(tmp_path / "copy"), answers=f"{SHEET}\no\n\n{answer}\n", data=tmp_path / "again")
    asked = WORDS.code("command", "is-today", day=WORDS.day(day_at(Clock().now(), settings.zone)))
    assert (result.exit_code, asked in result.output) == (0, True)
    again = open_box(read_settings(tmp_path / "again", {}))
    assert upkeep_notes.count_drafts(again.store.read()) == left
    again.store.close()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives a service a folder of its own")
def test_a_folder_that_the_service_has_for_itself_is_refused_by_its_name(
    kiosk: Command, settings: Settings, tmp_path: Path
) -> None:
    """As under its unit, where /tmp lies in memory: the copy would be seen by nobody, and gone when it stops."""
    private, visible = tmp_path / "private", tmp_path / "visible"
    (private / "copies").mkdir(parents=True)
    set_up(settings)
    with running(settings, "unshare", "--mount", "sh", "-c", f'mount -t tmpfs none {private} && exec "$@"', "sh"):
        for target in (private / "copy", private / "copies", private / "copies" / "copy"):
            refused = kiosk("backup", str(target))
            words = WORDS.code("refused", "folder-of-the-service", path=target)
            assert (refused.exit_code, words in refused.output) == (1, True), refused.output
        carried = kiosk("bundle", "export", str(private / "copies"))
        words = WORDS.code("refused", "folder-of-the-service", path=private / "copies")
        assert (carried.exit_code, words in carried.output) == (1, True), carried.output
        made = kiosk("backup", str(visible))
    assert (made.exit_code, visible.is_file()) == (0, True), made.output
    box = open_box(settings)
    last = upkeep_notes.read_last_backup(box.store.read())
    assert last is not None and last.place == str(visible)
    box.store.close()


def test_a_wrong_word_is_named_and_asked_again_and_who_says_no_changes_nothing(
    kiosk: Command, settings: Settings, tmp_path: Path
) -> None:
    box = open_box(settings)
    cast.set_up(box)
    box.store.close()
    assert kiosk("backup", str(tmp_path / "copy")).exit_code == 0
    wrong = SHEET.split()
    wrong[4] = "abandon"
    answers = f"{' '.join(wrong)}\n{SHEET}\npeut-être\nnon\n"
    result = kiosk("restore", str(tmp_path / "copy"), answers=answers, data=tmp_path / "again")
    assert "Le mot 5" in result.output and "Mairie de Saint-Aubin (SA)" in result.output
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, WORDS.code("command", "nothing-changed"))
    assert not [path for path in (tmp_path / "again").rglob("*") if path.is_file()]


def test_where_a_backup_goes_has_to_be_said_once(kiosk: Command, tmp_path: Path) -> None:
    for arguments in ((), (str(tmp_path), "--usb")):
        result = kiosk("backup", *arguments)
        assert (result.exit_code, "kiosk backup --usb" in result.output) == (2, True)


def test_without_a_stick_a_person_is_told_to_plug_one_in(
    kiosk: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = open_box(settings)
    cast.set_up(box)
    box.store.close()
    monkeypatch.setattr("kiosk.services.upkeep.machine.Mounts.sticks", lambda mounts: [])
    assert "Branchez-la" in kiosk("backup", "--usb").output


def test_on_another_machine_everything_comes_back_and_goes_to_the_hub_exactly_once(
    linked: Box, central: Central, tmp_path: Path
) -> None:
    """Own procedures, translations, a draft and a case that waits; the commands are processes of their own."""
    paths = linked.settings.paths
    paths.settings.write_text(READER.toml(linked.settings), "utf-8")
    own = {"procedures/bois.yaml": b"id: bois\n", "translations/oc/LC_MESSAGES/words.po": b'msgid ""\n'}
    for name, content in own.items():
        (paths.data / name).parent.mkdir(parents=True, exist_ok=True)
        (paths.data / name).write_bytes(content)
    answered(linked)
    waiting = submitted(linked)
    write_backup_file(linked, tmp_path / "copy")
    linked.store.close()
    told = on_the_other_machine(tmp_path / "again", "restore", str(tmp_path / "copy"), answers=f"{SHEET}\noui\n")
    assert holds(submitted=1, drafts=1, waiting=1, procedures=1, translations=1) in told
    assert {name: (tmp_path / "again" / name).read_bytes() for name in own} == own
    for _ in range(2):
        on_the_other_machine(tmp_path / "again", "sync", "--once")
    assert opened(central) == [waiting.reference]
    again = open_box(read_settings(tmp_path / "again", {}))
    assert (upkeep_notes.count_drafts(again.store.read()), upkeep_notes.count_unsent_events(again.store.read())) == (
        1,
        0,
    )
    again.store.close()


def test_a_stolen_box_comes_back_elsewhere_under_a_new_key_and_what_waited_arrives_once(
    linked: Box, central: Central, tmp_path: Path
) -> None:
    """Backup, theft, revocation, restore, a new code, and the commands as they are typed on the other machine."""
    linked.settings.paths.settings.write_text(READER.toml(linked.settings), "utf-8")
    waiting = submitted(linked)
    write_backup_file(linked, tmp_path / "copy")
    linked.store.close()
    revoke_site(central.hub.store, "SA", central.hub.clock)
    on_the_other_machine(tmp_path / "again", "restore", str(tmp_path / "copy"), answers=f"{SHEET}\noui\n\n")
    code = invite(central.hub, "SA")
    told = on_the_other_machine(tmp_path / "again", "enroll", central.url, code)
    assert WORDS.code("command", "new-site-key") in told
    for _ in range(2):
        on_the_other_machine(tmp_path / "again", "sync", "--once")
    assert opened(central) == [waiting.reference]
    again = on_the_other_machine(tmp_path / "again", "enroll", central.url, invite(central.hub, "SA"))
    assert again.strip() == WORDS.code("command", "enrolled", hub=central.url, name="Mairie de Saint-Aubin"), (
        "the key stays"
    )


def test_going_back_after_an_upgrade_says_which_version_to_install(kiosk: Command, settings: Settings) -> None:
    box = open_box(settings)
    cast.set_up(box)
    assert (
        WORDS.code("refused", "no-earlier-store", path=database.upgrade_copy_path(box.store.path))
        in kiosk("rollback").output
    )
    box.store.copy_to(database.upgrade_copy_path(box.store.path))
    submitted(box)
    box.store.close()
    settings.paths.version_before.write_text("0.0.9", "utf-8")
    refused = kiosk("rollback")
    assert (refused.exit_code, WORDS.code("refused", "cases-since", count=2) in refused.output) == (1, True)
    done = kiosk("rollback", "--set-aside")
    assert (done.exit_code, "Installez maintenant Parvis 0.0.9" in done.output) == (0, True)


def test_going_back_to_kept_packages_asks_nobody_to_install_a_version(kiosk: Command, settings: Settings) -> None:
    box = open_box(settings)
    box.store.copy_to(database.upgrade_copy_path(box.store.path))
    box.store.close()
    settings.paths.version_before.write_text("0.0.9", "utf-8")
    done = kiosk("rollback", "--packaged")
    assert (done.exit_code, "0.0.9" in done.output) == (0, False), done.output


def test_there_and_back_by_commands(kiosk: Command, linked: Box, central: Central, tmp_path: Path) -> None:
    submitted(linked)
    linked.store.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    said = kiosk("bundle", "export", str(stick))
    (file,) = stick.iterdir()
    assert said.exit_code == 0 and "Envois dedans : 1" in said.output and str(file) in said.output
    assert "pas de réponse" in kiosk("bundle", "import", str(stick)).output
    answer = file.with_name(file.name.replace("envoi", "reponse"))
    answer.write_bytes(by_hand.answered(central.hub, file.read_bytes()))
    said = kiosk("bundle", "import", str(stick))
    assert said.exit_code == 0 and "Envois reçus : 1" in said.output
    assert "déjà enregistrée" in kiosk("bundle", "import", str(answer)).output


def test_without_a_stick_it_is_said(kiosk: Command, linked: Box) -> None:
    linked.store.close()
    said = kiosk("bundle", "export")
    assert said.exit_code == 1 and "clé USB" in said.output
