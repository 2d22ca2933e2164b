"""What an operator is told to mend."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from hub.files import file_ends
from hub.hub import Hub
from hub.monitoring import doctor, readiness
from hub.objects.objects import Folder
from hub.people import people
from hub.people.staff_role import StaffRole
from hub.store.schema import audit as trail
from hub.trail import audit
from hub.trail.audit_action import AuditAction
from tests.hub.conftest import Watch, person
from tests.hub.samples import Box, heartbeat


def reasons(hub: Hub) -> dict[str, str]:
    """What is not well, by its check."""
    return {finding.code: finding.reason for finding in doctor.examine(hub) if not finding.well}


def looked_after(hub: Hub) -> None:
    """A hub with two operators, whose keys were copied."""
    for login in ("ines", "omar"):
        person(hub, login, login.title(), role=StaffRole.OPERATOR)
    audit.note(hub, AuditAction.KEYS_COPIED)


def test_a_hub_that_is_looked_after_is_well(hub: Hub) -> None:
    looked_after(hub)
    assert reasons(hub) == {}


def test_the_first_day_leaves_a_copy_and_a_second_operator_to_do(app: Flask, hub: Hub) -> None:
    assert reasons(hub) == {"hub-keys": "keys-not-copied", "hub-staff": "one-operator"}
    assert {finding.state for finding in doctor.examine(hub)} == {"well", "to-do"}


def test_an_operator_who_is_locked_out_lets_nobody_in(hub: Hub) -> None:
    looked_after(hub)
    omar = person(hub, "lea", "Léa Petit", role=StaffRole.OPERATOR)
    for _ in range(people.MOST_TRIES):
        people.count_try(hub, omar.id)
    assert "hub-staff" not in reasons(hub)
    with hub.store.writing() as connection:
        connection.execute(text("UPDATE staff SET failures = 9"))
    assert reasons(hub)["hub-staff"] == "one-operator"


def test_silence_a_leap_of_the_date_and_a_full_disk_are_told(
    hub: Hub, box: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_after(hub)
    box.send(heartbeat=heartbeat())
    monkeypatch.setattr(doctor, "SPACE_BYTES", 10**18)
    watch.ahead.append(timedelta(days=9))
    assert reasons(hub) == {"hub-sites": "sites-silent", "hub-day": "day-unsure", "space": "disk-full"}


def test_a_trail_that_was_changed_is_told_with_its_line(hub: Hub) -> None:
    looked_after(hub)
    with hub.store.writing() as connection:
        connection.execute(trail.insert().values(number=2, line="{}", hash="0" * 64))
    [broken] = [finding for finding in doctor.examine(hub) if finding.code == "hub-audit"]
    assert (broken.reason, broken.detail) == ("audit-broken", "2")


def test_a_folder_that_others_can_read_and_a_database_without_writes_are_told(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_after(hub)
    hub.settings.data.chmod(0o755)
    monkeypatch.setattr(readiness, "is_read_only", lambda connection: True)
    assert reasons(hub) == {"folder": "readable-by-others", "hub-database": "database-read-only"}


def test_a_hub_that_waits_for_its_standby_says_so(hub: Hub) -> None:
    if hub.store.engine.dialect.name != "postgresql":
        assert not doctor._waits_for_a_standby(hub)
        return
    looked_after(hub)
    hub.store.engine.dispose()
    try:
        _name_standbys(hub, "'*'")
        assert reasons(hub)["hub-database"] == "standby-missing"
    finally:
        _name_standbys(hub, "''")
    assert "hub-database" not in reasons(hub)


def _name_standbys(hub: Hub, names: str) -> None:
    """A standby is named that is not there: from the next reading of the settings on, commits wait."""
    with hub.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"ALTER SYSTEM SET synchronous_standby_names = {names}")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        connection.exec_driver_sql("SELECT pg_sleep(0.2)")
    hub.store.engine.dispose()


def test_a_place_for_files_that_takes_nothing_or_is_another_hub_s_is_told(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_after(hub)
    doctor.examine(hub)
    assert [item.name for item in hub.objects.below("")] == [file_ends.OWNER], "no trace of the probe is left"
    hub.objects.put(file_ends.OWNER, b"another")
    assert reasons(hub) == {"hub-files": "files-of-another"}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "put", full)
    [told] = [finding for finding in doctor.examine(hub) if finding.code == "hub-files"]
    assert (told.reason, told.detail) == ("files-away", hub.objects.where)
