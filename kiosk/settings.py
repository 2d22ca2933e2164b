"""The settings of a box: one frozen dataclass, read from `kiosk.toml` and `KIOSK_*` environment variables."""

import json
import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths, name_what_is_wrong
from kiosk.settings_file import faults, tables
from kiosk.settings_file.checks import CHECKS

T = TypeVar("T")
TABLES = "hours"
"""The setting whose value is a list of tables."""


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
    new_site_code: str = _setting("", "The code of new numbers when the town changes; the old ones stay good.")
    new_site_code_from: str = _setting("", "The first day of the new code, as `2027-01-01`.")
    commune: tuple[str, ...] = _setting((), "The INSEE (not postal) codes of the communes it serves: `35251`.")
    site_address: str = _setting("", "Its address, for receipts.")
    site_phone: str = _setting("", "Its telephone, for receipts and the call screen.")
    site_email: str = _setting("", "Its e-mail address, for receipts.")
    site_hours: str = _setting("", "When someone is there, as people say it; told instead of `hours`.")
    hours: tuple[Mapping[str, str], ...] = _setting(
        (),
        "When someone is there, as `[[hours]]` tables: `days` or a `date` (and `until`), `open`, `place`."
        " Said in every language where `site_hours` is empty.",
    )
    privacy_officer: str = _setting("", "How to reach the data protection officer: a name, an e-mail, a telephone.")
    time_zone: str = _setting("Europe/Paris", "The site's time zone; a legal date is a day in it.")
    languages: tuple[str, ...] = _setting(
        ("fr", "en", "ar", "uk", "es", "pt"), "Languages offered, the first is the default."
    )
    services: tuple[str, ...] = _setting(
        (), "The services whose procedures are offered, for instance `etat-civil`; every one by default."
    )
    host: str = _setting("127.0.0.1", "The address on which screens are served.")
    names: tuple[str, ...] = _setting((), "Names under which other screens reach this box; any other is refused.")
    port: int = _setting(8600, "The port on which screens are served.")
    keys: str = _setting("on", "Whether the desk is driven by single keys too: `on` or `off`.")
    single_keys: str = _setting(
        "chosen",
        "Citizens' pages act on the single keys 1, 2 and ?: `chosen`, once a person chose two buttons, or `on`.",
    )
    shift_hides: str = _setting("on", "Whether three presses of Shift leave a public terminal: `on` or `off`.")
    speech: str = _setting("on", "Whether pages can be read aloud: `on` or `off`.")
    listen_key: str = _setting(
        "F6", "The key that reads a page aloud, and stops: one of `F5` to `F24` that nothing else uses."
    )
    headset_in_key: str = _setting("F15", "The key an accessible keypad sends when a headset is plugged in.")
    headset_out_key: str = _setting("F16", "The key an accessible keypad sends when a headset is pulled out.")
    speech_volume: int = _setting(50, "How loud each session begins, 0 to 100; see the station's page to measure it.")
    voice_folder_mb: int = _setting(500, "Megabytes that rendered sounds may take; the oldest of an older version go.")
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
    backup_folder: str = _setting(
        "", "Where backups are made by themselves: a folder, or `usb` for the USB stick; nowhere by default."
    )
    backup_days: int = _setting(1, "Days between two such backups.")
    backup_hour: int = _setting(12, "The hour of the day from which such a backup is made, 0 to 23.")
    backup_kept: int = _setting(10, "How many such backups are kept in that place; the oldest goes.")

    @property
    def paths(self) -> Paths:
        return Paths(self.data)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


_DEFAULTS = {setting.name: setting.default for setting in fields(Settings) if setting.name != "data"}


def read(data: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a data folder.

    Raises `Refused`: `bad-setting`, or `bad-setting-line` where the file says it, with `name` and `value`;
    `unknown-setting` and `unknown-setting-near`; what `faults.load` raises of a file that cannot be read; `no-access`,
    `not-a-file`, `not-a-folder`; and `settings-lost` for a file of no bytes, which a disk has lost: no town hall is
    content with every default.
    """
    file = Paths(data).settings
    with name_what_is_wrong(file):
        written = file.read_bytes() if file.exists() else None
    if written == b"":
        raise Refused(Refusal.SETTINGS_LOST, path=str(file))
    return from_values(file, written or b"", environment)


def from_values(file: Path, content: bytes, environment: Mapping[str, str] = MappingProxyType({})) -> Settings:
    """The settings that the bytes of a settings file say, and the environment. Raises `Refused`, as `read` does."""
    file_values = faults.load(file, content)
    for name in sorted(file_values.keys() - _DEFAULTS.keys()):
        raise faults.unknown(file, content, name, _DEFAULTS)
    values: dict[str, Any] = {}
    for name in _DEFAULTS:
        outside = environment.get(f"KIOSK_{name.upper()}")
        given = outside if outside is not None else file_values.get(name, MISSING)
        if given is MISSING:
            continue
        try:
            values[name] = checked(name, given)
        except Refused as refused:
            if outside is not None:
                raise
            line = faults.line_of(content.decode("utf-8-sig"), name)
            raise Refused(Refusal.BAD_SETTING_LINE, path=str(file), line=line, **refused.details) from refused
    return Settings(data=file.parent, **values)


def toml(settings: Settings) -> str:
    """The settings that differ from their defaults, as `kiosk.toml` holds them."""
    lines = []
    for setting in fields(settings):
        value = getattr(settings, setting.name)
        if setting.name not in ("data", TABLES) and value != setting.default:
            lines.append(f"{setting.name} = {_written(value)}")
    for table in settings.hours:
        lines += ["", f"[[{TABLES}]]", *(f"{key} = {_written(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, int):
        return str(value)
    # Every escape of JSON is one of TOML, which alone wants U+007F escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def checked(name: str, given: Any) -> str | int | tuple[str, ...] | tuple[dict[str, str], ...]:
    """A value of the setting's own kind that can be used.

    Raises `Refused` (`bad-setting`, with `name` and `value`), `KeyError` for a name of no setting.
    """
    default = _DEFAULTS[name]
    if name == TABLES:
        return tables.read(name, given)
    value: str | int | tuple[str, ...] | None = None
    try:
        if isinstance(default, tuple):
            parts = given.split(",") if isinstance(given, str) else given
            value = tuple(str(part).strip() for part in parts)
        elif isinstance(default, int) and not isinstance(given, (bool, float)):
            value = int(given)
        elif isinstance(given, str):
            value = given
    except (TypeError, ValueError):
        pass
    if value is None or not CHECKS.get(name, lambda _: True)(value):
        shown = ", ".join(map(str, given)) if isinstance(given, (list, tuple)) else str(given)
        raise Refused(Refusal.BAD_SETTING, name=name, value=shown)
    return value
