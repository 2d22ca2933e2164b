"""The settings of a box: one frozen dataclass, read from `kiosk.toml` and `KIOSK_*` environment variables."""

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.logs import LEVELS
from kiosk.paths import Paths, name_what_is_wrong

T = TypeVar("T")
SITE_CODE = re.compile(r"[A-HJ-NP-Z]{2,4}")
"""Two to four capitals, without O and I, which are taken for digits."""


def _setting(default: T, sentence: str) -> T:
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True, slots=True)
class Settings:
    """One box. Every value but the data folder can stand in `kiosk.toml` or, in capitals after `KIOSK_`, outside."""

    data: Path = _setting(Path(), "The data folder (`KIOSK_DATA`, or the platform's own).")
    site_code: str = _setting(
        "", "Two to four capitals without O and I, the start of every reference; without it the box does not start."
    )
    site_name: str = _setting("Mairie", "The town hall's name, on screens and paper.")
    site_address: str = _setting("", "Its address, for receipts.")
    site_phone: str = _setting("", "Its telephone, for receipts and the call screen.")
    site_email: str = _setting("", "Its e-mail address, for receipts.")
    site_hours: str = _setting("", "When someone is there, as people say it.")
    privacy_officer: str = _setting("", "How to reach the data protection officer: a name, an e-mail, a telephone.")
    time_zone: str = _setting("Europe/Paris", "The site's time zone; a legal date is a day in it.")
    languages: tuple[str, ...] = _setting(
        ("fr", "en", "ar", "uk", "es", "pt"), "Languages offered, the first is the default."
    )
    host: str = _setting("127.0.0.1", "The address on which screens are served.")
    names: tuple[str, ...] = _setting((), "Names under which other screens reach this box; any other is refused.")
    port: int = _setting(8600, "The port on which screens are served.")
    keys: str = _setting("on", "Whether the desk is driven by single keys too: `on` or `off`.")
    stations: int = _setting(2, "How many screens are served at once; threads follow from it.")
    printer: str = _setting("file", "The carrier that prints: the name of one in `printers/carriers`.")
    paper: str = _setting("pdf-a4", "How receipts are rendered: the name of one in `printers/renderers`.")
    sync_every_s: int = _setting(60, "Seconds between two talks with the hub when nothing happens.")
    mandate_years: int = _setting(6, "Years for which a mandate and its uses are kept after its end, then destroyed.")
    idle_minutes: int = _setting(480, "Minutes without a touch after which a desk session ends.")
    journal_months: int = _setting(12, "Months after which the journal's lines are purged, up to a signed checkpoint.")
    lock_minutes: int = _setting(10, "Minutes without a touch after which a desk screen asks for the PIN.")
    terminal_idle_minutes: int = _setting(
        5, "Minutes without a touch after which a terminal asks who is there; 45 seconds later it forgets its citizen."
    )
    shift_hours: int = _setting(12, "Hours after which first factor and PIN are asked again.")
    log_level: str = _setting("info", "How much the log says: `debug`, `info`, `warning` or `error`; never contents.")
    retention_days: int = _setting(30, "Days a case stays readable here once the hub has it, unless it says so itself.")

    @property
    def paths(self) -> Paths:
        return Paths(self.data)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def read(data: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a data folder.

    Raises `Refused`: `bad-setting` and `unknown-setting`, which name the setting; `bad-settings-file`; `no-access`,
    `not-a-file`, `not-a-folder`; and `settings-lost` for a file of no bytes, which a disk has lost: no town hall is
    content with every default.
    """
    file = Paths(data).settings
    file_values: dict[str, Any] = {}
    with name_what_is_wrong(file):
        written = file.read_bytes() if file.exists() else None
    if written is not None:
        if not written:
            raise Refused(Refusal.SETTINGS_LOST, path=str(file))
        try:
            file_values = tomllib.loads(written.decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise Refused(Refusal.BAD_SETTINGS_FILE, path=str(file), reason=str(fault)) from fault
    settings_by_name = {setting.name: setting for setting in fields(Settings) if setting.name != "data"}
    for name in file_values.keys() - settings_by_name.keys():
        raise Refused(Refusal.UNKNOWN_SETTING, name=name, path=str(file))
    values: dict[str, Any] = {}
    for name, setting in settings_by_name.items():
        outside = environment.get(f"KIOSK_{name.upper()}")
        given = outside if outside is not None else file_values.get(name, MISSING)
        if given is not MISSING:
            values[name] = _read(name, given, setting.default)
    return _checked(Settings(data=data, **values), values)


def toml(settings: Settings) -> str:
    """The settings that differ from their defaults, as `kiosk.toml` holds them."""
    lines = []
    for setting in fields(settings):
        value = getattr(settings, setting.name)
        if setting.name != "data" and value != setting.default:
            lines.append(f"{setting.name} = {_written(value)}")
    return "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, int):
        return str(value)
    # Every escape of JSON is one of TOML, which alone wants U+007F escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _read(name: str, given: Any, default: object) -> str | int | tuple[str, ...]:
    try:
        if isinstance(default, tuple):
            parts = given.split(",") if isinstance(given, str) else given
            return tuple(str(part).strip() for part in parts)
        if isinstance(default, int) and not isinstance(given, (bool, float)):
            return int(given)
        if isinstance(given, str):
            return given
    except (TypeError, ValueError):
        pass
    raise Refused(Refusal.BAD_SETTING, name=name, value=str(given))


def _checked(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """The settings, once each that is `given` can be used. Raises `Refused` (`bad-setting`)."""
    for name in _CHECKS.keys() & given.keys():
        value = getattr(settings, name)
        if not _CHECKS[name](value):
            raise Refused(Refusal.BAD_SETTING, name=name, value=", ".join(value) if isinstance(value, tuple) else value)
    return settings


def is_zone(name: str) -> bool:
    """Whether the machine has a time zone with that name (`Europe/Paris`)."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "site_code": lambda code: SITE_CODE.fullmatch(code) is not None,
    "time_zone": is_zone,
    "languages": lambda languages: bool(languages) and all(map(re.compile("[a-z]{2,3}").fullmatch, languages)),
    "names": lambda names: all(map(re.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?").fullmatch, names)),
    "port": lambda port: 0 <= port <= 65_535,
    "keys": lambda keys: keys in ("on", "off"),
    "stations": lambda stations: 1 <= stations <= 100,
    "sync_every_s": lambda seconds: seconds >= 1,
    "mandate_years": lambda years: 1 <= years <= 30,
    "idle_minutes": lambda minutes: minutes >= 1,
    "journal_months": lambda months: months >= 1,
    "lock_minutes": lambda minutes: minutes >= 1,
    "terminal_idle_minutes": lambda minutes: minutes >= 1,
    "shift_hours": lambda hours: 1 <= hours <= 24,
    "log_level": lambda level: level in LEVELS,
    "retention_days": lambda days: 0 <= days <= 3650,
}
