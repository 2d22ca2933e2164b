"""Reads the settings of a box or a hub into its dataclass, from a TOML file and from environment variables."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.logs import LEVELS
from kiosk.paths import name_what_is_wrong

SITE_CODE = re.compile(r"[A-HJ-NP-Z]{2,4}")
"""Two to four capitals, without O and I, which are taken for digits."""
FUNCTION_KEY = re.compile(r"F([5-9]|1\d|2[0-4])")
"""F1 to F4 open the help, the languages, the comfort settings and the call."""
USB = "usb"
"""The value of `backup_folder` that means the USB stick, wherever it is mounted."""
_INTERPRETER = re.compile(r"[a-z]{2,3}: ?\+?[0-9][0-9 .()-]{2,30}")
"""A language and a telephone."""
_CONTROLLER = re.compile(r"[a-z0-9-]{1,64}:[^\n]{0,300}")
"""A service and who answers for its data."""
_KEBAB = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_INSEE = re.compile(r"(\d{2}|2[AB])\d{3}")
Checks = dict[str, Callable[[Any], bool]]


def is_day(text: str) -> bool:
    """Whether it is a day (`2027-01-01`)."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_zone(name: str) -> bool:
    """Whether the machine has a time zone with that name (`Europe/Paris`)."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def is_web_address(address: str) -> bool:
    """Whether it is the address of a site of its own: `https://central.example`, without a path."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")


def is_provider(address: str) -> bool:
    """Whether it is no address, or one whose answers nobody between can change: https, or this machine's own."""
    parts = urlsplit(address)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    return not address or here or (parts.scheme == "https" and bool(parts.hostname))


def is_full_path(path: str) -> bool:
    """Whether it is no path, or one from the root: a service is started in a folder that nobody knows."""
    return not path or Path(path).is_absolute()


def _is_archives_agreement(table: Mapping[str, str]) -> bool:
    """Whether it is a visa with its day, or a last day, and nothing else: a slip of the keyboard destroys no file."""
    known = table.keys() <= {"visa", "on", "until", "last_day", "sites", "services"}
    days = all(is_day(table[name]) for name in ("on", "until", "last_day") if name in table)
    visa = table.get("visa", "").strip()
    return known and days and len(visa) <= 64 and bool(visa) == ("on" in table) and bool(visa or "last_day" in table)


SERVER_CHECKS: Checks = {
    "host": bool,
    "port": lambda port: 0 <= port <= 65_535,
    "time_zone": is_zone,
    "idle_minutes": lambda minutes: minutes >= 1,
    "log_level": lambda level: level in LEVELS,
}
"""Which values the settings that box and hub both have may take."""
BOX_CHECKS: Checks = {
    **SERVER_CHECKS,
    "site_code": lambda code: SITE_CODE.fullmatch(code) is not None,
    "new_site_code": lambda code: not code or SITE_CODE.fullmatch(code) is not None,
    "new_site_code_from": lambda day: not day or is_day(day),
    "commune": lambda codes: all(map(_INSEE.fullmatch, codes)),
    "languages": lambda languages: bool(languages) and all(map(re.compile("[a-z]{2,3}").fullmatch, languages)),
    "interpreters": lambda entries: all(map(_INTERPRETER.fullmatch, entries)),
    "services": lambda services: all(map(_KEBAB.fullmatch, services)),
    "switched_on": lambda procedures: all(map(_KEBAB.fullmatch, procedures)),
    "names": lambda names: all(map(re.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?").fullmatch, names)),
    "lan": lambda lan: lan in ("on", "off"),
    "lan_port": lambda port: 0 <= port <= 65_535,
    "keys": lambda keys: keys in ("on", "off"),
    "single_keys": lambda keys: keys in ("chosen", "on"),
    "shift_hides": lambda hides: hides in ("on", "off"),
    "speech": lambda speech: speech in ("on", "off"),
    "listen_key": lambda key: FUNCTION_KEY.fullmatch(key) is not None and key not in ("F8", "F9"),
    "headset_in_key": lambda key: FUNCTION_KEY.fullmatch(key) is not None,
    "headset_out_key": lambda key: FUNCTION_KEY.fullmatch(key) is not None,
    "speech_volume": lambda volume: 0 <= volume <= 100,
    "invite_every_min": lambda minutes: 0 <= minutes <= 1440,
    "voice_folder_mb": lambda megabytes: megabytes >= 1,
    "stations": lambda stations: 1 <= stations <= 100,
    "promised_answer_days": lambda days: 0 <= days <= 365,
    "promised_help_minutes": lambda minutes: 0 <= minutes <= 120,
    "privacy_officer": lambda text: len(text) <= 300,
    "controllers": lambda entries: len(entries) <= 50 and all(map(_CONTROLLER.fullmatch, entries)),
    "recipients": lambda all_of_them: len(all_of_them) <= 50 and all(len(one) <= 200 for one in all_of_them),
    "sync_every_s": lambda seconds: 1 <= seconds <= 86_400,
    "mandate_years": lambda years: 1 <= years <= 30,
    "journal_months": lambda months: months >= 1,
    "lock_minutes": lambda minutes: minutes >= 1,
    "terminal_idle_minutes": lambda minutes: minutes >= 1,
    "resume_days": lambda days: 2 <= days <= 30,
    "shift_hours": lambda hours: 1 <= hours <= 24,
    "retention_days": lambda days: 0 <= days <= 3650,
    "backup_folder": lambda folder: folder in ("", USB) or Path(folder).is_absolute(),
    "backup_days": lambda days: 1 <= days <= 31,
    "backup_hour": lambda hour: 0 <= hour <= 23,
    "backup_kept": lambda kept: 2 <= kept <= 1000,
}
HUB_CHECKS: Checks = {
    **SERVER_CHECKS,
    "name": bool,
    "address": lambda address: not address or is_web_address(address),
    "proxies": lambda proxies: 0 <= proxies <= 10,
    "oidc_issuer": is_provider,
    "oidc_client_secret_file": is_full_path,
    "metrics_token_file": is_full_path,
    "metrics_folder": is_full_path,
    "retention_days": lambda days: 0 <= days <= 36_500,
    "archives": lambda tables: all(map(_is_archives_agreement, tables)),
    "take_back_minutes": lambda minutes: 0 <= minutes <= 1_440,
}


def read_table_setting(name: str, given: Any) -> tuple[dict[str, str], ...]:
    """The tables, each value as a text: lists joined with commas, dates as `2026-12-24`.

    Outside the file a text holds the list as TOML writes it in one line. Raises `Refused` (`bad-setting`).
    """
    listed = given
    if isinstance(given, str):
        try:
            listed = tomllib.loads(f"{name} = {given}")[name] if given.strip() else []
        except tomllib.TOMLDecodeError:
            listed = None
    if not isinstance(listed, (list, tuple)) or not all(isinstance(table, dict) for table in listed):
        raise Refused(Refusal.BAD_SETTING, name=name, value=str(given))
    return tuple({str(key): _text(name, value) for key, value in table.items()} for table in listed)


def _text(name: str, value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(name, part) for part in value)
    if isinstance(value, (str, int, date)) and not isinstance(value, bool):
        return str(value)
    raise Refused(Refusal.BAD_SETTING, name=name, value=str(value))


_CURLY = "«»“”„‟‘’‚"
_QUOTES = "\"'"
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"


def load_settings_values(path: Path, content: bytes) -> dict[str, Any]:
    """The values in the bytes of a settings file.

    Raises `Refused`, each with `path`, `line` (from 1) and `text` (the line): `settings-encoding`; `settings-twice`,
    with `name` and `first`, the line where it stands already; `settings-quotes`, `settings-curly-quotes`,
    `settings-no-equals`, `settings-open-quote` and `settings-backslash`, with `better`, the line as it should be;
    `settings-no-value`, with `name`; and `bad-settings-file` for anything else.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        shown = content.split(b"\n")[line - 1].decode("cp1252", "replace").strip("\r\0")
        raise Refused(Refusal.SETTINGS_ENCODING, path=str(path), line=line, text=shown) from fault
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise _explain(path, text, str(fault)) from fault


def line_of(text: str, name: str) -> int:
    """The first line, from 1, that gives a setting or opens its table; 0 where none does."""
    opens = re.compile(rf"\s*(?:\[+\s*{re.escape(name)}\s*[\].]|[\"']?{re.escape(name)}[\"']?\s*[=.])")
    return next((number for number, line in enumerate(text.splitlines(), 1) if opens.match(line)), 0)


def unknown(path: Path, content: bytes, name: str, known: Iterable[str]) -> Refused:
    """The refusal of a setting that does not exist: `unknown-setting`, or `unknown-setting-near` with the `nearest`."""
    line = line_of(content.decode("utf-8-sig"), name)
    if near := get_close_matches(name.lower().replace("-", "_"), list(known), n=1):
        return Refused(Refusal.UNKNOWN_SETTING_NEAR, path=str(path), line=line, name=name, nearest=near[0])
    return Refused(Refusal.UNKNOWN_SETTING, path=str(path), line=line, name=name)


def _explain(path: Path, text: str, reason: str) -> Refused:
    lines = text.splitlines()
    at = re.search(r"at line (\d+)", reason)
    # A parser that misses the end of something names the end of the file, or a line after the fault.
    number = int(at[1]) if at else len(lines)
    if "overwrite" in reason.lower() or "twice" in reason.lower() or "mutate" in reason.lower():
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        given = re.match(rf"\s*\[*\s*[\"']?({_NAME})", line)
        name = given[1] if given else line.strip()
        return Refused(
            Refusal.SETTINGS_TWICE,
            path=str(path),
            line=number,
            text=line.strip(),
            name=name,
            first=line_of("\n".join(lines), name),
        )
    suspects = [number, *range(1, len(lines) + 1)] if at else range(1, len(lines) + 1)
    for suspect in suspects:
        code, details = _fault_of(lines[suspect - 1]) if 0 < suspect <= len(lines) else (None, {})
        if code is not None:
            return Refused(code, path=str(path), line=suspect, text=lines[suspect - 1].strip(), **details)
    last = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return Refused(Refusal.BAD_SETTINGS_FILE, path=str(path), line=number, text=last)


def _fault_of(line: str) -> tuple[Refusal | None, dict[str, str]]:
    """The commonest mistake that a line by itself shows, and what its words need."""
    line = line.strip()
    if not line or line[0] in "#[]{},":
        return None, {}
    given = re.match(rf"({_NAME})\s*=\s*(.*)$", line)
    if given is None:
        loose = re.match(rf"({_NAME})\s*[:\s]\s*(.+)$", line)
        better = f"{loose[1]} = {_quoted(loose[2])}" if loose else ""
        return (Refusal.SETTINGS_NO_EQUALS, {"better": better}) if loose and "=" not in line else (None, {})
    name, value = given[1], given[2].strip()
    if not value or value.startswith("#"):
        return Refusal.SETTINGS_NO_VALUE, {"name": name}
    code = _fault_of_value(value)
    return code, {"better": f"{name} = {_quoted(value)}"} if code else {}


def _fault_of_value(value: str) -> Refusal | None:
    try:
        tomllib.loads(f"x = {value}")
    except tomllib.TOMLDecodeError:
        pass
    else:
        return None
    if value.startswith("[") and not value.endswith("]"):
        return None
    inner = value.strip("[] ")
    if inner[:1] in _CURLY:
        return Refusal.SETTINGS_CURLY_QUOTES
    if inner[:1] not in _QUOTES:
        return Refusal.SETTINGS_QUOTES
    if inner[-1:] in _CURLY or inner.count(inner[0]) == 1:
        return Refusal.SETTINGS_OPEN_QUOTE
    return Refusal.SETTINGS_BACKSLASH if "\\" in inner else None


def _quoted(value: str) -> str:
    """A value as TOML writes it: a list part by part, a number bare, anything else between quotes."""
    value = value.strip()
    if value.startswith("["):
        parts = [part for part in re.split(r"\s*,\s*", value.strip("[] ")) if part]
        return f"[{', '.join(map(_quoted, parts))}]"
    bare = value.partition(" #")[0].strip(f"{_CURLY}{_QUOTES} \u00a0\u202f")
    if re.fullmatch(r"0|[1-9]\d{0,8}", bare) and value[:1] == bare[:1]:
        return bare
    return f"'{bare}'" if "\\" in bare or '"' in bare else f'"{bare}"'


T = TypeVar("T")
S = TypeVar("S")
Value = str | int | tuple[str, ...] | tuple[dict[str, str], ...]
"""What a setting may be."""
FOLDER = "data"
"""The field of each dataclass that says where its file lies, and so stands in none."""


def setting(default: T, sentence: str) -> T:
    """A field of a dataclass of settings: its default, and in one sentence what it says."""
    return field(default=default, metadata={"sentence": sentence})


class SettingsReader(Struct, Generic[S], frozen=True):
    """How the settings of a dataclass are read.

    `kind` is the dataclass; each of its fields but `data` is a setting, of the kind its default has. `prefix` begins
    the environment variables. `checks` say which values a setting may have; one that is not there takes any. The values
    of `tables` are lists of tables.
    """

    kind: type[S]
    prefix: str
    checks: Mapping[str, Callable[[Any], bool]]
    tables: tuple[str, ...] = ()

    def read(self, file: Path, environment: Mapping[str, str]) -> S:
        """The settings of a file, which need not be there, and of the environment, which wins.

        Raises `Refused`: what `from_values` does; `no-access`, `not-a-file`, `not-a-folder`; and `settings-lost` for a
        file of no bytes, which a disk has lost: nobody is content with every default.
        """
        with name_what_is_wrong(file):
            written = file.read_bytes() if file.exists() else None
        if written == b"":
            raise Refused(Refusal.SETTINGS_LOST, path=str(file))
        return self.from_values(file, written or b"", environment)

    def from_values(self, file: Path, content: bytes, environment: Mapping[str, str] = MappingProxyType({})) -> S:
        """The settings that the bytes of a file say, and the environment, which wins.

        A variable without a value says nothing where the setting may not be empty. Raises `Refused`: `bad-setting` with
        the variable's `name` and its `value`; `bad-setting-line` with the setting's and its place in the file;
        `unknown-setting` and `unknown-setting-near`; and what `load_settings_values` raises of a file that cannot be
        read.
        """
        written, known = load_settings_values(file, content), self._defaults()
        for name in sorted(written.keys() - known.keys()):
            raise unknown(file, content, name, known)
        values: dict[str, Any] = {FOLDER: file.parent}
        for name in known:
            if (value := self._outside(name, environment)) is not None:
                values[name] = value
            elif name in written:
                try:
                    values[name] = self.checked(name, written[name])
                except Refused as refused:
                    line = line_of(content.decode("utf-8-sig"), name)
                    raise Refused(Refusal.BAD_SETTING_LINE, path=str(file), line=line, **refused.details) from refused
        return self.kind(**values)

    def checked(self, name: str, given: Any) -> Value:
        """A value of the setting's kind. Raises `Refused` (`bad-setting`, `name`, `value`), `KeyError`: no such."""
        default = self._defaults()[name]
        value: Value | None = None
        try:
            if name in self.tables:
                value = read_table_setting(name, given)
            elif isinstance(default, tuple):
                parts = given.split(",") if isinstance(given, str) else given
                value = tuple(str(part).strip() for part in parts)
            elif isinstance(default, int) and not isinstance(given, (bool, float)):
                value = int(given)
            elif isinstance(given, str):
                value = given
        except (TypeError, ValueError):
            pass
        if value is None or not self.checks.get(name, lambda _: True)(value):
            shown = ", ".join(map(str, given)) if isinstance(given, (list, tuple)) else str(given)
            raise Refused(Refusal.BAD_SETTING, name=name, value=shown)
        return value

    def toml(self, settings: S) -> str:
        """The settings that differ from their defaults, as the file holds them; tables come last."""
        named = {name: (getattr(settings, name), default) for name, default in self._defaults().items()}
        lines = [
            f"{name} = {_written(value)}"
            for name, (value, default) in named.items()
            if name not in self.tables and value != default
        ]
        for name in self.tables:
            for table in named[name][0]:
                lines += ["", f"[[{name}]]", *(f"{key} = {_written(value)}" for key, value in table.items())]
        return "\n".join(lines) + "\n"

    def _defaults(self) -> dict[str, Any]:
        return {setting.name: setting.default for setting in fields(self.kind) if setting.name != FOLDER}  # type: ignore[arg-type]

    def _outside(self, name: str, environment: Mapping[str, str]) -> Value | None:
        variable = f"{self.prefix}{name.upper()}"
        given = environment.get(variable)
        if given is None:
            return None
        try:
            return self.checked(name, given)
        except Refused as refused:
            if given == "":
                return None
            raise Refused(refused.code, **refused.details | {"name": variable}) from refused


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, int):
        return str(value)
    # Every escape of JSON is one of TOML, which alone wants U+007F escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
