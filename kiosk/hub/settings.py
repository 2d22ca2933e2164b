"""The hub's settings: each with its default and its meaning, read from `KIOSK_HUB_*` environment variables."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.logs import LEVELS
from kiosk.settings_file.checks import is_zone


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Each setting with its default and its sentence; `KIOSK_HUB_<NAME>` sets it from the environment."""

    data: Path = field(default=Path("hub"), metadata={"says": "Folder of the hub's own files."})
    database: str = field(default="", metadata={"says": "SQLAlchemy URL; empty is SQLite in the data folder."})
    keys: Path | None = field(
        default=None, metadata={"says": "Folder of the keys; empty is `keys` in the data folder."}
    )
    name: str = field(default="Parvis", metadata={"says": "What the pages call this hub."})
    address: str = field(default="", metadata={"says": "Address people reach it at; with https cookies are secure."})
    host: str = field(default="127.0.0.1", metadata={"says": "Address the hub listens on."})
    port: int = field(default=8700, metadata={"says": "Port the hub listens on."})
    time_zone: str = field(default="Europe/Paris", metadata={"says": "Time zone of dates on the pages."})
    proxies: int = field(default=0, metadata={"says": "Reverse proxies before the hub that say who is asking."})
    idle_minutes: int = field(default=30, metadata={"says": "Minutes without a gesture that end a staff session."})

    log_level: str = field(
        default="info",
        metadata={"says": "How much the log says: `debug`, `info`, `warning` or `error`; never contents."},
    )
    retention_days: int = field(
        default=365, metadata={"says": "Days contents are kept after the answer, unless the procedure says so itself."}
    )

    @property
    def database_url(self) -> str:
        """The database's URL, with the driver named: `sqlite:///…` or `postgresql+psycopg://…`."""
        if not self.database:
            return f"sqlite:///{self.data / 'hub.db'}"
        scheme, mark, rest = self.database.partition("://")
        return f"postgresql+psycopg{mark}{rest}" if scheme in ("postgresql", "postgres") else self.database

    @property
    def keys_folder(self) -> Path:
        """The folder of the keys: away from the database, so that a copy of the database does not include them."""
        return self.keys or self.data / "keys"

    @property
    def authority(self) -> str:
        """The host, and port where it is no usual one, of the address; "" where none is set."""
        return urlsplit(self.address).netloc

    @property
    def logs_folder(self) -> Path:
        """The folder of what the program noted for its operator."""
        return self.data / "logs"

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers send cookies over https only."""
        return self.address.startswith("https://")

    @property
    def cookie_prefix(self) -> str:
        """`__Host-` over https: a neighbour on the same domain cannot set cookies with this prefix."""
        return "__Host-" if self.secure_cookies else ""


def from_variables(variables: Mapping[str, str] = os.environ) -> HubSettings:
    """The settings from `KIOSK_HUB_DATA`, `KIOSK_HUB_DATABASE`, `KIOSK_HUB_PORT` and so on; the data folder is by
    default in the user's own.

    Raises `Refused`: `bad-setting` with the name of the variable.
    """
    values: dict[str, Any] = {"data": Path(platformdirs.user_data_dir("parvis")) / "hub"}
    for name in HubSettings.__dataclass_fields__:
        variable = f"KIOSK_HUB_{name.upper()}"
        if value := variables.get(variable):
            try:
                values[name] = _MAKERS.get(name, str)(value)
            except ValueError:
                raise Refused(Refusal.BAD_SETTING, name=variable, value=value) from None
            if not _CHECKS.get(name, _anything)(values[name]):
                raise Refused(Refusal.BAD_SETTING, name=variable, value=value)
    return HubSettings(**values)


def _anything(_: Any) -> bool:
    return True


def _is_address(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")


_MAKERS: dict[str, Callable[[str], Any]] = {
    "data": Path, "keys": Path, "port": int, "proxies": int, "idle_minutes": int, "retention_days": int,
}  # fmt: skip
_CHECKS: dict[str, Callable[[Any], bool]] = {
    "address": _is_address,
    "port": lambda port: 0 <= port <= 65_535,
    "time_zone": is_zone,
    "proxies": lambda proxies: 0 <= proxies <= 10,
    "log_level": lambda level: level in LEVELS,
    "idle_minutes": lambda minutes: minutes >= 1,
    "retention_days": lambda days: 0 <= days <= 36_500,
}
