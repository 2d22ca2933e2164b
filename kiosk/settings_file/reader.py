"""Reads the settings of a box or a hub into its dataclass, from a TOML file and from environment variables."""

import json
from collections.abc import Callable, Mapping
from dataclasses import field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong
from kiosk.settings_file import faults, tables

T = TypeVar("T")
S = TypeVar("S")
Value = str | int | tuple[str, ...] | tuple[dict[str, str], ...]
"""What a setting may be."""
FOLDER = "data"
"""The field of each dataclass that says where its file lies, and so stands in none."""


def setting(default: T, sentence: str) -> T:
    """A field of a dataclass of settings: its default, and in one sentence what it says."""
    return field(default=default, metadata={"sentence": sentence})


class Reader(Struct, Generic[S], frozen=True):
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
        `unknown-setting` and `unknown-setting-near`; and what `faults.load` raises of a file that cannot be read.
        """
        written, known = faults.load(file, content), self._defaults()
        for name in sorted(written.keys() - known.keys()):
            raise faults.unknown(file, content, name, known)
        values: dict[str, Any] = {FOLDER: file.parent}
        for name in known:
            if (value := self._outside(name, environment)) is not None:
                values[name] = value
            elif name in written:
                values[name] = self._at_its_line(name, written[name], file, content)
        return self.kind(**values)

    def checked(self, name: str, given: Any) -> Value:
        """A value of the setting's own kind that can be used.

        Raises `Refused` (`bad-setting`, with `name` and `value`), `KeyError` for a name of no setting.
        """
        default = self._defaults()[name]
        if name in self.tables:
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

    def _at_its_line(self, name: str, given: Any, file: Path, content: bytes) -> Value:
        try:
            return self.checked(name, given)
        except Refused as refused:
            line = faults.line_of(content.decode("utf-8-sig"), name)
            raise Refused(Refusal.BAD_SETTING_LINE, path=str(file), line=line, **refused.details) from refused


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, int):
        return str(value)
    # Every escape of JSON is one of TOML, which alone wants U+007F escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
