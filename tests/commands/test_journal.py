"""The journal is verified by whoever runs the box, while it runs or not."""

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.commands.asking import WORDS
from kiosk.domain.trail.hash_chain import Head
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.box import open_box
from kiosk.settings import Settings
from kiosk.store.people import journal
from tests.running import running, set_up


@pytest.fixture
def site(settings: Settings) -> Settings:
    set_up(settings)
    box = open_box(settings)
    with box.store.write() as db:
        for number in range(1001, 1004):
            journal.note(db, box.clock.now(), JournalAction.OPENED, mediator_id="a" * 32, reference=f"SA{number}K")
    box.store.close()
    return settings


def verify(settings: Settings, *more: str) -> Result:
    return CliRunner().invoke(main, ["journal", "verify", *more], env={"KIOSK_DATA": str(settings.data)})


def head(settings: Settings) -> Head:
    box = open_box(settings)
    result = journal.head(box.store.read())
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
    assert verify(site, "--count", "1").exit_code == 2, "a count without its head says nothing"


def test_a_running_box_is_asked(site: Settings) -> None:
    with running(site) as box:
        assert verify(site).exit_code == 0
        result = verify(site, "--count", "1", "--head", "f" * 64)
        assert (result.exit_code, WORDS.code("journal-fault", "not-that-head") in result.output) == (1, True)
        assert box.stop() == 0


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
