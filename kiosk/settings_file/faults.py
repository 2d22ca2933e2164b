"""What is wrong with a `kiosk.toml` that cannot be read: the line, and how that line is written instead."""

import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kiosk.error_codes import Refusal
from kiosk.errors import Refused

_CURLY = "«»“”„‟‘’‚"
_QUOTES = "\"'"
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"


def load(path: Path, content: bytes) -> dict[str, Any]:
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
        raise Refused(Refusal.SETTINGS_ENCODING, path=str(path), line=line, text=_shown(content, line)) from fault
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


def _shown(content: bytes, line: int) -> str:
    return content.split(b"\n")[line - 1].decode("cp1252", "replace").strip("\r\0")


def _explain(path: Path, text: str, reason: str) -> Refused:
    lines = text.splitlines()
    at = re.search(r"at line (\d+)", reason)
    # A parser that misses the end of something names the end of the file, or a line after the fault.
    number = int(at[1]) if at else len(lines)
    if "overwrite" in reason.lower() or "twice" in reason.lower() or "mutate" in reason.lower():
        return _twice(path, lines, number)
    suspects = [number, *range(1, len(lines) + 1)] if at else range(1, len(lines) + 1)
    for suspect in suspects:
        code, details = _fault_of(lines[suspect - 1]) if 0 < suspect <= len(lines) else (None, {})
        if code is not None:
            return Refused(code, path=str(path), line=suspect, text=lines[suspect - 1].strip(), **details)
    last = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return Refused(Refusal.BAD_SETTINGS_FILE, path=str(path), line=number, text=last)


def _twice(path: Path, lines: list[str], number: int) -> Refused:
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
