"""What an installation consists of, as values: packages, files, links, accounts, folders and services of a machine."""

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field

T = TypeVar("T")
UNITS = Path("/etc/systemd/system")
"""Where an administrator's units lie (systemd.unit(5))."""
HUB_ENVIRONMENT = Path("/etc/parvis/hub.env")
"""The hub's settings, which may hold the passphrase of its database."""


class Role(StrEnum):
    """What a machine is for; one machine may be several of these."""

    BOX = "box"
    HUB = "hub"
    TERMINAL = "terminal"
    DESK = "desk"


class File(Struct, frozen=True):
    """A file of the system. `kept`: a person writes into it, so it is made once, and never changed or taken away."""

    path: Path
    text: str
    mode: int = 0o644
    group: str = "root"
    kept: bool = False


class Link(Struct, frozen=True):
    """A symbolic link of the system."""

    path: Path
    target: Path


class Package(Struct, frozen=True):
    """A package of Debian, and the program of it that tells whether it is there.

    `wished`: everything else works without it, so that a machine without a network is installed all the same.
    """

    name: str
    program: Path
    wished: bool = False


class Account(Struct, frozen=True):
    """An account that runs a service, with its home, which only it can read (0700); nobody can sign in to it."""

    name: str
    home: Path
    groups: tuple[str, ...] = ()


class Plan(Struct, frozen=True):
    """Everything of one installation, in the order in which it is made."""

    packages: tuple[Package, ...] = ()
    accounts: tuple[Account, ...] = ()
    files: tuple[File, ...] = ()
    links: tuple[Link, ...] = ()
    services: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    """Ports that the services will listen on."""

    def __add__(self, other: "Plan") -> "Plan":
        """Both; what stands in both, once. Of two files of one path the first is made."""
        paths = {file.path for file in self.files}
        files = tuple(file for file in other.files if file.path not in paths)
        return Plan(
            _once(self.packages, other.packages),
            _once(self.accounts, other.accounts),
            self.files + files,
            _once(self.links, other.links),
            _once(self.services, other.services),
            _once(self.ports, other.ports),
        )


class Layout(Struct, frozen=True):
    """What plans depend on: the Python that runs Parvis, where its screens are served, and what the machine has."""

    program: Path
    address: str = "http://127.0.0.1:8600"
    hub_address: str = ""
    certificate: str = ""
    """The certificate of the box's authority where it is elsewhere, as Chromium's policies hold it."""
    has_cups: bool = False
    comments: dict[str, str] = field(default_factory=dict)
    """Sentences for whoever reads the files, by code."""


def _once(these: tuple[T, ...], those: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*these, *those)))
