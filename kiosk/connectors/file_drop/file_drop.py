"""A file drop: deliveries of a moment in one file, in a folder that another program empties."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from kiosk.connectors.addresses import are_networks, networks
from kiosk.connectors.connector import Parcel, Setting
from kiosk.connectors.file_drop.file_forms import FORMS
from kiosk.connectors.file_drop.folder import Folder
from kiosk.connectors.file_drop.sftp import Sftp
from kiosk.domain.events.wire.people import NoticeChannel
from kiosk.error_codes import LineFault

_HOST_KEY = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


def is_place(to: str) -> bool:
    """Whether it is a whole path of this machine, or an SFTP address with who signs in and without a password."""
    if "://" not in to:
        return Path(to).is_absolute()
    try:
        parts = urlsplit(to)
        named = bool(parts.scheme == "sftp" and parts.username and parts.hostname and parts.port != 0)
        return named and not (parts.password or parts.query or parts.fragment)
    except ValueError:
        return False


class FileDrop:
    """Writes one file a parcel. A parcel that is written again gets the same name, and so replaces itself."""

    kind: ClassVar[str] = "file_drop"
    label: ClassVar[str] = "Files in a folder, here or by SFTP"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("to", "A folder's whole path, or `sftp://user@host/folder`.", needed=True, is_right=is_place),
        Setting("form", "The form of the files.", default="csv", choices=tuple(FORMS)),
        Setting("key", "The file of the private key for SFTP.", is_right=lambda path: Path(path).is_absolute()),
        Setting(
            "host_key",
            "The SFTP server's key, as `ssh-keygen -l` shows it.",
            is_right=lambda key: _HOST_KEY.fullmatch(key) is not None,
        ),
        Setting("networks", "Private networks the server may lie in, such as `10.1.0.0/16`.", is_right=are_networks),
    )
    most: ClassVar[int] = 500
    channel: ClassVar[NoticeChannel | None] = None

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        self._name, self._form = name, FORMS[settings["form"]]
        allowed = networks(settings["networks"])
        self._place: Folder | Sftp = (
            Sftp(urlsplit(settings["to"]), settings["key"], settings["host_key"], allowed)
            if "://" in settings["to"]
            else Folder(Path(settings["to"]))
        )

    @property
    def where(self) -> str:
        """The folder or the address."""
        return self._place.where

    def what_is_wrong(self) -> LineFault | None:
        """Why nothing can be put there."""
        return self._place.what_is_wrong()

    def deliver(self, parcel: Parcel) -> LineFault | None:
        """Raises `Unreachable`, as `Folder.put` and `Sftp.put` do. A folder takes everything."""
        # After a restore of an older database the numbers begin again: the id keeps the files of before.
        name = f"{self._name}-{parcel.number:010d}-{parcel.deliveries[0].id[:8]}.{self._form.suffix}"
        self._place.put(name, self._form.written(parcel))
        return None

    def new_secret(self) -> None:
        """It has none."""
        return
