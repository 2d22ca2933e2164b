"""Read a setting whose value is a list of tables, such as the `[[hours]]` of `kiosk.toml`."""

import tomllib
from datetime import date
from typing import Any

from kiosk.error_codes import Refusal
from kiosk.errors import Refused


def read(name: str, given: Any) -> tuple[dict[str, str], ...]:
    """The tables, each value as a text: lists joined with commas, dates as `2026-12-24`.

    Outside the file a text holds the list as TOML writes it in one line. Raises `Refused` (`bad-setting`).
    """
    listed = _parsed(name, given) if isinstance(given, str) else given
    if not isinstance(listed, (list, tuple)) or not all(isinstance(table, dict) for table in listed):
        raise Refused(Refusal.BAD_SETTING, name=name, value=str(given))
    return tuple({str(key): _text(name, value) for key, value in table.items()} for table in listed)


def _parsed(name: str, text: str) -> Any:
    try:
        return tomllib.loads(f"{name} = {text}")[name] if text.strip() else []
    except tomllib.TOMLDecodeError:
        return None


def _text(name: str, value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(name, part) for part in value)
    if isinstance(value, (str, int, date)) and not isinstance(value, bool):
        return str(value)
    raise Refused(Refusal.BAD_SETTING, name=name, value=str(value))
