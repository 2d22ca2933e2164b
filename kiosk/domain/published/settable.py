"""Which settings an authority may publish, which of them the town hall owns, and what is in force of them.

Never the hub's address or any key, and never a value that keeps anything longer: whoever takes the authority's keys
must not lead a box elsewhere, open it to a network, or have it remember more.
"""

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from kiosk.domain.published.contents import PublishedSetting
from kiosk.errors import Refused
from kiosk.settings import checked


class Settable(Struct, frozen=True):
    """A setting that may be published. The town hall says « revenir » where it `owns` it; `least` is the smallest
    value of one that may only become smaller than the town hall's own, None where any value may be.
    """

    name: str
    owns: bool = False
    least: int | None = None


SETTABLE = (
    Settable("recipients"),
    Settable("retention_days", least=1),
    Settable("lock_minutes", least=1),
    Settable("idle_minutes", least=5),
    Settable("shift_hours", least=1),
    Settable("terminal_idle_minutes", least=2),
    Settable("privacy_officer", owns=True),
    Settable("speech", owns=True),
    Settable("keys", owns=True),
    Settable("single_keys", owns=True),
    Settable("shift_hides", owns=True),
    Settable("speech_volume", owns=True),
    Settable("sync_every_s", owns=True),
    Settable("backup_days", owns=True),
)
"""Every other setting is the town hall's alone."""
_BY_NAME = {settable.name: settable for settable in SETTABLE}


def rule(name: str) -> Settable | None:
    """What holds for a setting, None for one that may not be published."""
    return _BY_NAME.get(name)


def wrong(published: PublishedSetting) -> str:
    """The code of what is wrong with a setting whatever the box: `not-settable`, `bad-value`; "" for nothing."""
    if rule(published.setting) is None:
        return "not-settable"
    try:
        checked(published.setting, published.value)
    except Refused:
        return "bad-value"
    return ""


def refused_here(published: PublishedSetting, own: object) -> str:
    """Why this box does not take it beside the town hall's `own` value: `longer`, `too-short`, or ""."""
    settable, value = rule(published.setting), published.value
    if settable is None or settable.least is None or not (isinstance(value, int) and isinstance(own, int)):
        return ""
    return "longer" if value > own else "too-short" if value < settable.least else ""


def in_force(
    own: Mapping[str, Any], published: Collection[PublishedSetting], reverted: Collection[str]
) -> dict[str, Any]:
    """The values that count in place of the town hall's `own`, by name, where it has `reverted` nothing."""
    return {
        item.setting: checked(item.setting, item.value)
        for item in published
        if not wrong(item) and not refused_here(item, own[item.setting]) and not _stays(item.setting, reverted)
    }


def _stays(name: str, reverted: Collection[str]) -> bool:
    settable = rule(name)
    return settable is not None and settable.owns and name in reverted
