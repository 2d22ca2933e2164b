"""The settings of a box: one frozen dataclass, read from `kiosk.toml` and `KIOSK_*` environment variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.paths import Paths
from kiosk.settings_file.reader import BOX_CHECKS, SettingsReader, setting

TABLES = "hours"
"""The setting whose value is a list of tables."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One box. Every value but the data folder can stand in `kiosk.toml` or, in capitals after `KIOSK_`, outside."""

    data: Path = setting(Path(), "The data folder (`KIOSK_DATA`, or the platform's own).")
    site_code: str = setting(
        "", "Two to four capitals without O and I, the start of every reference; without it the box does not start."
    )
    site_name: str = setting("Mairie", "The town hall's name, on screens and paper.")
    new_site_code: str = setting("", "The code of new numbers when the town changes; the old ones stay good.")
    new_site_code_from: str = setting("", "The first day of the new code, as `2027-01-01`.")
    commune: tuple[str, ...] = setting((), "The INSEE (not postal) codes of the communes it serves: `35251`.")
    site_address: str = setting("", "Its address, for receipts.")
    site_phone: str = setting("", "Its telephone, for receipts and the call screen.")
    site_email: str = setting("", "Its e-mail address, for receipts.")
    administrative_court: str = setting(
        "", "The administrative court that a refusal is brought before, with its address, for receipts and letters."
    )
    site_hours: str = setting("", "When someone is there, as people say it; told instead of `hours`.")
    hours: tuple[Mapping[str, str], ...] = setting(
        (),
        "When someone is there, as `[[hours]]` tables: `days` or a `date` (and `until`), `open`, `place`."
        " Said in every language where `site_hours` is empty.",
    )
    promised_answer_days: int = setting(
        0, "Days within which the town hall says that a request is answered; 0 where it promises nothing."
    )
    promised_help_minutes: int = setting(
        0, "Minutes within which it says that somebody comes to a terminal that calls; 0 where it promises nothing."
    )
    privacy_officer: str = setting("", "How to reach the data protection officer: a name, an e-mail, a telephone.")
    controllers: tuple[str, ...] = setting(
        (),
        "Who answers for the data of a service where it is not the town hall: `ccas: CCAS de Saint-Aubin, 2 rue du"
        " Four`, then its own officer after `;`; `ccas:` alone where there is no CCAS.",
    )
    recipients: tuple[str, ...] = setting(
        (),
        "Whom the hub passes cases on to, for notices and the register: `le Département`, or for one service"
        " `ccas: le CCAS de Rennes`.",
    )
    time_zone: str = setting("Europe/Paris", "The site's time zone; a legal date is a day in it.")
    languages: tuple[str, ...] = setting(
        ("fr", "en", "ar", "uk", "es", "pt"), "Languages offered, the first is the default."
    )
    interpreters: tuple[str, ...] = setting(
        (), "Interpreters by telephone, for the desk: a language and a number, `ar: 01 23 45 67 89`."
    )
    services: tuple[str, ...] = setting(
        (), "The services whose procedures are offered, for instance `etat-civil`; every one by default."
    )
    switched_on: tuple[str, ...] = setting(
        (), "The switched-off procedures that the town hall checked and offers, by their ids, for instance `pacs`."
    )
    host: str = setting("127.0.0.1", "The address on which screens are served.")
    names: tuple[str, ...] = setting((), "Names under which other screens reach this box; any other is refused.")
    port: int = setting(8600, "The port on which screens are served.")
    lan: str = setting("off", "Whether screens of the local network are served too, over TLS: `on` or `off`.")
    lan_port: int = setting(8643, "The port on which they are.")
    keys: str = setting("on", "Whether the desk is driven by single keys too: `on` or `off`.")
    single_keys: str = setting(
        "chosen",
        "Citizens' pages act on the single keys 1, 2 and ?: `chosen`, once a person chose two buttons, or `on`.",
    )
    shift_hides: str = setting("on", "Whether three presses of Shift leave a public terminal: `on` or `off`.")
    speech: str = setting("on", "Whether pages can be read aloud: `on` or `off`.")
    listen_key: str = setting(
        "F6", "The key that reads a page aloud, and stops: one of `F5` to `F24` that nothing else uses."
    )
    headset_in_key: str = setting("F15", "The key an accessible keypad sends when a headset is plugged in.")
    headset_out_key: str = setting("F16", "The key an accessible keypad sends when a headset is pulled out.")
    speech_volume: int = setting(50, "How loud each session begins, 0 to 100; see the station's page to measure it.")
    invite_every_min: int = setting(
        0, "Minutes after which a terminal's first page says again that it speaks and how to begin; 0 for never."
    )
    voice_folder_mb: int = setting(500, "Megabytes that rendered sounds may take; the oldest of an older version go.")
    stations: int = setting(2, "How many screens are served at once; threads follow from it.")
    printer: str = setting("file", "The carrier that prints: the name of one in `printers/carriers`.")
    paper: str = setting("pdf-a4", "How receipts are rendered: the name of one in `printers/renderers`.")
    sync_every_s: int = setting(60, "Seconds between two talks with the hub when nothing happens.")
    mandate_years: int = setting(6, "Years for which a mandate and its uses are kept after its end, then destroyed.")
    idle_minutes: int = setting(480, "Minutes without a touch after which a desk session ends.")
    journal_months: int = setting(
        12,
        "Months after which the journal's lines are purged, up to a signed checkpoint, and what came of calls too.",
    )
    lock_minutes: int = setting(10, "Minutes without a touch after which a desk screen asks for the PIN.")
    terminal_idle_minutes: int = setting(
        5, "Minutes without a touch after which a terminal asks who is there; 45 seconds later it forgets its citizen."
    )
    resume_days: int = setting(
        2, "Days for which an interrupted draft of a terminal is kept for its citizen, who has a code to resume it."
    )
    shift_hours: int = setting(12, "Hours after which first factor and PIN are asked again.")
    log_level: str = setting("info", "How much the log says: `debug`, `info`, `warning` or `error`; never contents.")
    retention_days: int = setting(30, "Days a case stays readable here once the hub has it, unless it says so itself.")
    backup_folder: str = setting(
        "", "Where backups are made by themselves: a folder, or `usb` for the USB stick; nowhere by default."
    )
    backup_days: int = setting(1, "Days between two such backups.")
    backup_hour: int = setting(12, "The hour of the day from which such a backup is made, 0 to 23.")
    backup_kept: int = setting(10, "How many such backups are kept in that place; the oldest goes.")

    @property
    def paths(self) -> Paths:
        return Paths(self.data)

    @property
    def terminal_draft(self) -> timedelta:
        """How long an interrupted draft of a terminal is kept for its citizen."""
        return timedelta(days=self.resume_days)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


READER = SettingsReader(Settings, "KIOSK_", BOX_CHECKS, (TABLES,))
"""Reads `kiosk.toml`, checks a value, and writes the file."""


def read_settings(data: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a data folder. Raises `Refused`, as `SettingsReader.read` does."""
    return READER.read(Paths(data).settings, environment)
