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
