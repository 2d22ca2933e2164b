"""Settings come down by an allow-list, count from the next start on, and never lead a box elsewhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any

import pytest

from kiosk.services.box.box import Actor, Box, open_box
from kiosk.settings import Settings
from kiosk.store.published import publications, setting_changes
from tests.gallery.site.authority import Authority, Files
from tests.gallery.site.cast import Watch
from tests.gallery.site.taking import taken


def setting(name: str, value: Any) -> Files:
    content = {"setting": name, "value": value, "why": {"fr": "Pour toutes les mairies."}}
    return {("setting", f"{name.replace('_', '-')}.json"): json.dumps(content).encode()}


def counted(box: Box, own: Settings | None = None) -> dict[str, Any]:
    """The settings that count in place of the town hall's own."""
    own = own or box.settings
    applied = setting_changes.applied(box.store.read(), own)
    names = [field.name for field in fields(Settings)]
    return {name: getattr(applied, name) for name in names if getattr(applied, name) != getattr(own, name)}


@contextmanager
def started_again(box: Box, settings: Settings, watch: Watch) -> Iterator[Box]:
    box.store.close()
    again = open_box(settings, watch)
    try:
        yield again
    finally:
        again.store.close()


def test_a_published_setting_counts_from_the_next_start_on(box: Box, settings: Settings, watch: Watch) -> None:
    taken(box, Authority(), 3, setting("privacy_officer", "dpo@agglo.example"))
    assert box.settings.privacy_officer == ""
    with started_again(box, settings, watch) as again:
        assert (again.settings.privacy_officer, again.site.officer) == ("dpo@agglo.example",) * 2
        (change,) = setting_changes.every(again.store.read())
        assert (change.name, change.value, change.list_number, change.scope) == (
            "privacy_officer", "dpo@agglo.example", 3, "",
        )  # fmt: skip


def test_the_recipients_of_the_hub_come_down_into_the_notice(box: Box, settings: Settings, watch: Watch) -> None:
    taken(box, Authority(), 1, setting("recipients", ["le Département", "ccas: le CCAS de Rennes"]))
    with started_again(box, settings, watch) as again:
        assert again.site.recipients == ("le Département", "ccas: le CCAS de Rennes")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "0.0.0.0"),
        ("data", "/elsewhere"),
        ("names", ["evil.example"]),
        ("site_code", "ZZ"),
        ("backup_folder", "/tmp/x"),
        ("log_level", "debug"),
        ("mandate_years", 1),
        ("hub", "https://evil.example"),
        ("lock_minutes", "soon"),
        ("languages", ["fr"]),
    ],
)
def test_what_is_not_on_the_list_is_refused_and_said(box: Box, name: str, value: Any) -> None:
    authority = Authority()
    taken(box, authority, 1, setting("speech", "off"))
    taken(box, authority, 2, setting("speech", "off") | setting(name, value))
    (fault,) = publications.faults(box.store.read())
    assert (fault.kind, fault.code) == ("setting", "faulty-publication")
    assert name.replace("_", "-") in str(fault.details["places"])
    assert counted(box) == {"speech": "off"}, "as it was"


@pytest.mark.parametrize(
    ("name", "own", "longer", "shorter"),
    [("retention_days", 30, 31, 7), ("lock_minutes", 10, 600, 3), ("idle_minutes", 480, 9_999, 60)],
)
def test_nothing_is_kept_or_open_longer_than_the_town_hall_says(
    box: Box, name: str, own: int, longer: int, shorter: int
) -> None:
    authority = Authority()
    assert getattr(box.settings, name) == own
    taken(box, authority, 1, setting(name, longer))
    assert counted(box) == {}
    taken(box, authority, 2, setting(name, shorter))
    assert counted(box) == {name: shorter}


def test_retention_does_not_grow_by_two_steps(box: Box, settings: Settings, watch: Watch) -> None:
    """What is compared is the town hall's own file, not what was published before."""
    authority = Authority()
    taken(box, authority, 1, setting("retention_days", 7))
    with started_again(box, settings, watch) as again:
        assert again.settings.retention_days == 7
        taken(again, authority, 2, setting("retention_days", 30))
        assert counted(again, replace(settings, retention_days=20)) == {}


def test_the_town_hall_takes_back_what_it_owns_and_nothing_else(box: Box, nadia: Actor) -> None:
    authority = Authority()
    taken(box, authority, 1, setting("speech", "off") | setting("retention_days", 7))
    with box.store.write() as db:
        for name in ("speech", "retention_days"):
            setting_changes.revert(db, name, nadia.mediator_id, box.clock.now())
    assert counted(box) == {"retention_days": 7}
    taken(box, authority, 2, setting("speech", "on"))
    assert counted(box) == {}, "also of a newer list"
    with box.store.write() as db:
        setting_changes.follow_again(db, "speech")
    taken(box, authority, 3, setting("speech", "off"))
    assert counted(box) == {"speech": "off"}


def test_what_changed_is_written_down_once_whatever_arrives_twice(box: Box) -> None:
    authority = Authority()
    for number, files in enumerate(
        (setting("speech", "off"), setting("speech", "off"), setting("speech", "on"), {}, {}), 1
    ):
        taken(box, authority, number, files)
        taken(box, authority, number, files)
    told = [(change.value, change.list_number, bool(change.sha256)) for change in setting_changes.every(
        box.store.read()
    )]  # fmt: skip
    assert told == [("off", 1, True), ("on", 3, True), ("on", 4, False)]
    assert counted(box) == {}


def test_a_list_for_this_site_alone_counts_before_that_for_everybody(box: Box) -> None:
    authority = Authority()
    taken(box, authority, 1, setting("speech_volume", 40))
    taken(box, authority, 1, setting("speech_volume", 70), scope="SA")
    assert counted(box) == {"speech_volume": 70}
