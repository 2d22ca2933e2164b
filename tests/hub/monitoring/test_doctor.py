"""What an operator is told to mend, and what a machine counts."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, text

from hub import trail
from hub.files import listed_file
from hub.hub import Hub
from hub.monitoring import doctor, instruments
from hub.monitoring.instruments import EXTENSION
from hub.objects import Folder
from hub.people import people
from hub.people.staff_role import StaffRole
from hub.server import close_hub, create_hub
from hub.trail import AuditAction
from kiosk.version import VERSION
from tests.hub.conftest import Watch, person
from tests.hub.healths import health
from tests.hub.samples import Box, heartbeat, write_rows


def reasons(hub: Hub) -> dict[str, str]:
    return {finding.code: finding.reason for finding in doctor.examine(hub) if not finding.well}


def looked_after(hub: Hub) -> None:
    """A hub with two operators, whose keys were copied."""
    for login in ("ines", "omar"):
        person(hub, login, login.title(), role=StaffRole.OPERATOR)
    trail.append_audit_line(hub, AuditAction.KEYS_COPIED)


def test_a_hub_that_is_looked_after_is_well(hub: Hub) -> None:
    looked_after(hub)
    assert reasons(hub) == {}


def test_the_first_day_leaves_a_copy_and_a_second_operator_to_do(app: Flask, hub: Hub) -> None:
    assert reasons(hub) == {"hub-keys": "keys-not-copied", "hub-staff": "one-operator"}
    assert {finding.state for finding in doctor.examine(hub)} == {"well", "to-do"}


def test_a_service_that_was_not_started_again_after_an_upgrade_says_so(hub: Hub, app: Flask) -> None:
    assert hub.settings.running_version.read_text("utf-8") == VERSION and "program" not in reasons(hub)
    hub.settings.running_version.write_text("0.1.0", "utf-8")  # as the service of before wrote it
    (told,) = (finding for finding in doctor.examine(hub) if finding.code == "program")
    assert (told.reason, told.state, told.detail) == ("hub-not-restarted", "to-mend", f"0.1.0 → {VERSION}")
    close_hub(create_hub(hub.settings, hub.clock))
    assert "program" not in reasons(hub)


def test_an_operator_who_is_locked_out_lets_nobody_in(hub: Hub) -> None:
    looked_after(hub)
    omar = person(hub, "lea", "Léa Petit", role=StaffRole.OPERATOR)
    for _ in range(people.MOST_TRIES):
        people.judge_staff_try(hub, omar.id, AuditAction.WRONG_CODE)
    assert "hub-staff" not in reasons(hub)
    write_rows(hub, text("UPDATE staff SET failures = 9"))
    assert reasons(hub)["hub-staff"] == "one-operator"


def test_silence_a_leap_and_a_full_disk_are_told(
    hub: Hub, box: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_after(hub)
    box.send(heartbeat=heartbeat())
    monkeypatch.setattr(doctor, "SPACE_BYTES", 10**18)
    watch.ahead.append(timedelta(days=9))
    assert reasons(hub) == {"hub-sites": "sites-silent", "hub-day": "day-unsure", "space": "disk-full"}


def test_a_folder_that_others_can_read_and_a_database_without_writes_are_told(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_after(hub)
    hub.settings.data.chmod(0o755)
    monkeypatch.setattr(instruments, "is_read_only", lambda connection: True)
    assert reasons(hub) == {"folder": "readable-by-others", "hub-database": "database-read-only"}


def test_a_hub_that_waits_for_its_standby_says_so(hub: Hub) -> None:
    looked_after(hub)
    if hub.store.engine.dialect.name != "postgresql":
        assert reasons(hub).get("hub-database", "") == ""
        return
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


def test_a_place_for_files_that_is_full_or_another_hub_s_is_told(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_after(hub)
    doctor.examine(hub)
    assert [item.name for item in hub.objects.below("")] == [listed_file.OWNER], "no trace of the probe is left"
    hub.objects.put(listed_file.OWNER, b"another")
    assert reasons(hub) == {"hub-files": "files-of-another"}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "put", full)
    [told] = [finding for finding in doctor.examine(hub) if finding.code == "hub-files"]
    assert (told.reason, told.detail) == ("files-away", hub.objects.where)


def scraped(app: Flask, hub: Hub) -> dict[tuple[str, ...], float]:
    """Each figure by its name and the values of its labels."""
    text = instruments.metrics_text(hub, app.extensions[EXTENSION])[0].decode()
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def test_a_scrape_says_what_the_sites_owe_without_naming_one(app: Flask, hub: Hub, box: Box, other_box: Box) -> None:
    box.send(heartbeat=heartbeat(unsent=3, oldest_unsent_at="2026-01-01T00:00:00+00:00", health=health(files=2)))
    said = scraped(app, hub)
    assert said["parvis_hub_ready",] == 1
    assert said["parvis_hub_free_bytes",] > 0
    assert said["parvis_hub_sites", "troubled"] == 1 and said["parvis_hub_sites", "silent"] == 1
    assert said["parvis_hub_sites", "well"] == 0, "a figure that disappears raises no alarm"
    assert said["parvis_hub_boxes", VERSION] == 1 and said["parvis_hub_release", VERSION] == 1
    assert (said["parvis_hub_owed_events",], said["parvis_hub_owed_files",]) == (3, 2)
    assert said["parvis_hub_oldest_owed_seconds",] > 86_400


def test_requests_and_answers_are_counted_nobody_is_named(app: Flask, hub: Hub, client: FlaskClient, box: Box) -> None:
    sent = box.send_case()
    box.send(sent, box.submitted())
    client.get(f"/dossiers/{sent['reference']}")
    client.get("/nowhere/benali")
    text = instruments.metrics_text(hub, app.extensions[EXTENSION])[0].decode()
    assert 'parvis_hub_events_total{outcome="acknowledged"} 2.0' in text
    assert 'parvis_hub_events_total{outcome="duplicate"} 1.0' in text
    assert 'parvis_hub_requests_total{method="POST",route="api.receive_events",status="2xx"} 2.0' in text
    assert 'route="none"' in text
    for word in ("benali", sent["reference"], '"SA"', "Saint-Aubin", "birth-certificate", "acte de naissance"):
        assert word.casefold() not in text.casefold()


def test_a_database_that_takes_no_writes_is_not_ready(hub: Hub) -> None:
    """As a standby says of itself, and as SQLite can be told to be."""
    word = (
        "PRAGMA query_only = ON"
        if hub.store.engine.dialect.name == "sqlite"
        else "SET default_transaction_read_only = on"
    )

    def refuse_writes(connection: Any, _: object) -> None:
        connection.cursor().execute(word)
        connection.commit()

    hub.store.engine.dispose()
    event.listen(hub.store.engine, "connect", refuse_writes)
    try:
        assert instruments.faults(hub) == ("database-read-only",)
    finally:
        event.remove(hub.store.engine, "connect", refuse_writes)
        hub.store.engine.dispose()


def test_tables_of_another_version_are_not_ready(hub: Hub) -> None:
    with hub.store.writing() as connection:
        was = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        assert instruments.faults(hub) == ("database-version",)
    finally:
        write_rows(hub, text("UPDATE alembic_version SET version_num = :was").bindparams(was=was))


def change(hub: Hub, sql: str) -> None:
    write_rows(hub, text(sql))


def test_what_nothing_has_touched_is_whole(hub: Hub, box: Box) -> None:
    box.send(box.submitted())
    assert doctor.find_damage(hub) == ()


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE event SET body = substr(body, 1, 40)", "event"),
        ("UPDATE event SET statement = replace(statement, '0', '1')", "event"),
        ("UPDATE event SET statement = substr(statement, 1, 40)", "event"),
        ("UPDATE case_key SET wrapped = substr(wrapped, 1, 40)", "case_key"),
    ],
)
def test_bytes_that_changed_on_the_disk_are_told_by_their_table(hub: Hub, box: Box, sql: str, table: str) -> None:
    box.send(box.submitted())
    if hub.store.engine.dialect.name == "postgresql":
        sql = sql.replace("substr(body, 1, 40)", "substring(body from 1 for 40)")
    change(hub, sql)
    assert doctor.find_damage(hub) == (table,)
    found = next(finding for finding in doctor.examine(hub) if finding.code == "hub-database")
    assert (found.well, found.reason, found.detail) == (False, doctor.DAMAGED, table)
