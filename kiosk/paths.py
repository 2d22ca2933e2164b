"""Where a box keeps its things: the data folder and the names inside it."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Paths:
    """Every path inside one data folder."""

    data: Path

    @property
    def settings(self) -> Path:
        return self.data / "kiosk.toml"

    @property
    def database(self) -> Path:
        return self.data / "parvis.db"

    @property
    def database_key(self) -> Path:
        return self.data / "database.key"

    @property
    def site_key(self) -> Path:
        """The Ed25519 seed with which this site signs what it sends."""
        return self.data / "site.key"

    @property
    def control_token(self) -> Path:
        """The secret with which a command reaches the running application over loopback."""
        return self.data / "control.token"

    @property
    def lock(self) -> Path:
        return self.data / "running.lock"

    @property
    def address(self) -> Path:
        """Where the running application listens, written by it."""
        return self.data / "running.address"

    @property
    def printed(self) -> Path:
        """Where the `file` carrier puts what it prints."""
        return self.data / "printed"

    @property
    def procedures(self) -> Path:
        """The town hall's own procedures."""
        return self.data / "procedures"

    def create(self) -> None:
        """Make the folders, readable by their owner only."""
        for folder in (self.data, self.printed, self.procedures):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def default_data() -> Path:
    """`KIOSK_DATA`, or the user's data folder of the platform."""
    named = os.environ.get("KIOSK_DATA")
    return Path(named) if named else Path(platformdirs.user_data_dir("parvis", appauthor=False))
