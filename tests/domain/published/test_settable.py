"""Which settings may be published."""

from dataclasses import fields
from typing import Any

from kiosk.domain.published import settable
from kiosk.domain.published.contents import PublishedSetting
from kiosk.domain.published.settable import SETTABLE
from kiosk.settings import Settings

NEVER = ("host", "port", "names", "data", "site_code", "printer", "backup_folder", "services", "log_level")


def published(name: str, value: Any) -> PublishedSetting:
    return PublishedSetting(setting=name, value=value, why={"fr": "a"})


def test_every_setting_of_the_list_is_one_of_a_box_and_none_leads_elsewhere() -> None:
    names = {setting.name for setting in SETTABLE}
    assert names < {field.name for field in fields(Settings)}
    assert not names.intersection(NEVER)


def test_what_keeps_longer_is_refused_here() -> None:
    for name, value, own, refused in [
        ("retention_days", 31, 30, "longer"), ("retention_days", 0, 30, "too-short"), ("retention_days", 30, 30, ""),
        ("speech", "off", "on", ""), ("sync_every_s", 600, 60, ""),
    ]:  # fmt: skip
        assert settable.refused_here(published(name, value), own) == refused


def test_what_is_taken_back_counts_only_where_the_town_hall_owns_it() -> None:
    both = [published("speech", "off"), published("lock_minutes", 5)]
    own = {"speech": "on", "lock_minutes": 10}
    assert settable.in_force(own, both, ()) == {"speech": "off", "lock_minutes": 5}
    assert settable.in_force(own, both, ("speech", "lock_minutes")) == {"lock_minutes": 5}


def test_what_is_wrong_whatever_the_box() -> None:
    for name, wrong in [("host", "not-settable"), ("nothing", "not-settable"), ("keys", "bad-value")]:
        assert settable.wrong(published(name, "perhaps")) == wrong
