"""The hub's settings: each with its default and its meaning, read from `hub.toml` and `KIOSK_HUB_*` variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from kiosk.settings_file.reader import HUB_CHECKS, SettingsReader, setting

FILE = "hub.toml"
"""The file in the hub's folder; it need not be there."""


@dataclass(frozen=True, slots=True)
class HubSettings:
    """One hub. Every value but the data folder can stand in `hub.toml` or, in capitals after `KIOSK_HUB_`, outside."""

    data: Path = setting(Path("hub"), "Folder of the hub's own files.")
    database: str = setting("", "SQLAlchemy URL; empty is SQLite in the data folder.")
    keys: str = setting("", "Folder of the keys; empty is `keys` in the data folder.")
    files: str = setting(
        "", "Where joined files lie: a folder, or `s3://bucket/folder`; empty is `files` in the data folder."
    )
    files_endpoint: str = setting("", "Address of whoever runs that bucket; empty is Amazon.")
    files_region: str = setting("", "Region of that bucket.")
    files_key_file: str = setting(
        "", "File with the name and the secret that open it, one a line; none is what the machine has."
    )
    name: str = setting("Parvis", "What the pages call this hub.")
    address: str = setting("", "Address people reach it at; with https cookies are secure.")
    host: str = setting("127.0.0.1", "Address the hub listens on.")
    port: int = setting(8700, "Port the hub listens on.")
    time_zone: str = setting("Europe/Paris", "Time zone of dates on the pages.")
    proxies: int = setting(0, "Reverse proxies before the hub that say who is asking.")
    idle_minutes: int = setting(30, "Minutes without a gesture that end a staff session.")
    take_back_minutes: int = setting(10, "Minutes in which a decision can be taken back before it leaves.")

    log_level: str = setting("info", "How much the log says: `debug`, `info`, `warning` or `error`; never contents.")
    connectors: tuple[Mapping[str, str], ...] = setting(
        (), "Where cases are passed on to, as `[[connectors]]` tables: `name`, `kind`, `recipient`, `services`."
    )
    metrics_token_file: str = setting("", "File of the token for `/metrics` from elsewhere; none is this machine only.")
    metrics_folder: str = setting("", "Folder on tmpfs where several workers count together.")
    oidc_issuer: str = setting("", "Address of the OpenID Connect provider of staff; none is passphrase and code only.")
    oidc_client_id: str = setting("", "Name that the provider knows this hub by.")
    oidc_client_secret_file: str = setting("", "File of the secret shared with the provider.")
    oidc_name: str = setting("", "What the sign-in page calls the provider.")
    oidc_level: str = setting("", "Level that the provider checks (`acr`); none asks for the telephone's code as well.")
    retention_days: int = setting(365, "Days contents are kept after the answer, unless the procedure says so itself.")
    archives: tuple[Mapping[str, str], ...] = setting(
        (),
        "The public archives' agreement to destroy decided files, as `[[archives]]` tables: `visa`, `on`, `until`,"
        " `sites`, `services`; or the `last_day` that they wait for one. Without a table they wait.",
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
        return Path(self.keys) if self.keys else self.data / "keys"

    @property
    def files_folder(self) -> Path:
        return Path(self.files) if self.files else self.data / "files"

    @property
    def authority(self) -> str:
        """The host, and port where it is no usual one, of the address; "" where none is set."""
        return urlsplit(self.address).netloc

    @property
    def running_version(self) -> Path:
        """The file with the version of the service that was started last."""
        return self.data / "running.version"

    @property
    def logs_folder(self) -> Path:
        return self.data / "logs"

    @property
    def secure_cookies(self) -> bool:
        return self.address.startswith("https://")

    def name_cookie(self, name: str) -> str:
        """A cookie's name, with `__Host-` over https: a neighbour on the same domain cannot set cookies so named."""
        return f"__Host-{name}" if self.secure_cookies else name


_READER = SettingsReader(HubSettings, "KIOSK_HUB_", HUB_CHECKS, ("connectors", "archives"))


def read_hub_settings(environment: Mapping[str, str] = os.environ, data: Path | None = None) -> HubSettings:
    """The settings of the hub whose folder is `data`, else that of `KIOSK_HUB_DATA`, else one in the user's own.

    Raises `Refused`, as `SettingsReader.read` does.
    """
    named = environment.get("KIOSK_HUB_DATA")
    folder = data or (Path(named) if named else Path(platformdirs.user_data_dir("parvis")) / "hub")
    return _READER.read(folder / FILE, environment)
