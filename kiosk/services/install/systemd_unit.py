"""Write the systemd unit of a box: it keeps memory and temporary files off the disk, and confines the process."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kiosk.services.upkeep.machine import STICKS
from kiosk.settings import Settings
from kiosk.settings_file.checks import USB
from kiosk.words.words import Words

CUPS_SPOOL = Path("/var/spool/cups")
_LP = 7
"""Debian's number for the group `lp`, where this machine does not know it."""
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
_IN_MEMORY = "mode=1777,nosuid,nodev,noexec,size=256M"

HARDENED = (
    ("UMask", "0077"),
    ("LimitCORE", "0"),
    ("MemorySwapMax", "0"),
    # Not PrivateTmp=, whose folders lie below /tmp and /var/tmp of the machine, on its disk; at the same place it would
    # win over these.
    ("TemporaryFileSystem", f"/tmp:{_IN_MEMORY} /var/tmp:{_IN_MEMORY}"),  # nosec B108: in memory, by this line
    ("NoNewPrivileges", "yes"),
    ("CapabilityBoundingSet", ""),
    ("ProtectSystem", "strict"),
    ("ProtectKernelTunables", "yes"),
    ("ProtectKernelModules", "yes"),
    ("ProtectKernelLogs", "yes"),
    ("ProtectControlGroups", "yes"),
    ("ProtectHostname", "yes"),
    ("ProtectProc", "invisible"),
    ("RestrictNamespaces", "yes"),
    ("RestrictRealtime", "yes"),
    ("RestrictSUIDSGID", "yes"),
    ("LockPersonality", "yes"),
    ("KeyringMode", "private"),
    # The whole box ran under PR_SET_MDWE (Python 3.11, libffi 3.4, PyNaCl, SQLCipher, reportlab); tests run it so.
    ("MemoryDenyWriteExecute", "yes"),
    ("SystemCallArchitectures", "native"),
    ("SystemCallFilter", "@system-service"),
    ("SystemCallFilter", "~@privileged @resources"),
    ("SystemCallErrorNumber", "EPERM"),
    ("RemoveIPC", "yes"),
    ("ProtectClock", "yes"),
    ("DevicePolicy", "closed"),
)
"""What a box and a hub have in common. No IPAddressDeny=: the hub, its database and printers on the network are named,
and their addresses change."""
_OF_A_BOX = (
    ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"),
    # No PrivateDevices=, which would take away receipt printers on USB and on a serial cable.
    *(
        ("DeviceAllow", f"{devices} rw")
        for devices in ("char-usb_device", "char-usb", "char-ttyUSB", "char-ttyACM", "char-ttyS")
    ),
)


Section = tuple[str, Iterable[tuple[str, str]]]
"""A part of a unit file: its name, and its lines as pairs; a key may stand several times."""


def unit(settings: Settings, user: str, program: Path = Path(sys.executable)) -> str:
    """A service file for these settings; `user` owns the data folder, `program` is the Python that runs the box.

    Lines for other files of the machine (fstab, the print service) follow as comments.
    """
    elsewhere = "" if settings.backup_folder == USB else settings.backup_folder
    box = box_unit(settings.data.absolute(), user, program, settings.site_name, elsewhere)
    return "\n".join([*_comments("unit", "file"), box, *_beside(), ""])


def box_unit(data: Path, user: str, program: Path, name: str = "", backups: str = "") -> str:
    """The service file of a box, whose data folder and Python are absolute; `name` is what the town hall is called.

    `backups` is a folder for backups elsewhere than on a USB stick; a `-` in front lets one that is missing be missing.
    """
    written = [quoted(str(data)), *(f"-{place}" for place in STICKS), *([quoted(f"-{backups}")] if backups else [])]
    homes = "read-only" if any(_below_home(path) for path in (data, program.absolute())) else "yes"
    return text(
        (
            (
                "Unit",
                (
                    ("Description", f"Parvis, {_plain(name)}" if name else "Parvis"),
                    ("After", "network.target"),
                    ("RequiresMountsFor", quoted(str(data))),
                ),
            ),
            (
                "Service",
                (
                    ("Type", "exec"),
                    ("User", user),
                    # Its threads share one heap of glibc's, and hold 14 MB less: Python's wait for each other anyway.
                    ("Environment", "MALLOC_ARENA_MAX=1"),
                    ("Environment", quoted(f"KIOSK_DATA={data}")),
                    ("ExecStart", f"{quoted(str(program.absolute()))} -m kiosk run"),
                    ("Restart", "on-failure"),
                    ("RestartSec", "2"),
                    ("RuntimeDirectory", "parvis"),
                    ("RuntimeDirectoryMode", "0700"),
                    ("ReadWritePaths", " ".join(written)),
                    ("ProtectHome", homes),
                    *HARDENED,
                    *_OF_A_BOX,
                ),
            ),
            ("Install", (("WantedBy", "multi-user.target"),)),
        )
    )


def text(sections: Iterable[Section]) -> str:
    """The text of a unit file."""
    parts = ("\n".join([f"[{name}]", *(f"{key}={value}" for key, value in pairs), ""]) for name, pairs in sections)
    return "\n".join(parts)


def spool_mount() -> str:
    """The line of /etc/fstab that keeps the system's print spool in memory, as CUPS makes it: root:lp, 0710."""
    return f"tmpfs {CUPS_SPOOL} tmpfs {spool_options()} 0 0"


def spool_options() -> str:
    """The mount options of that file system."""
    return f"mode=0710,uid=0,gid={_lp()},nosuid,nodev,noexec,size=256M"


def _beside() -> Iterator[str]:
    """Comments on what the unit cannot set for other programs."""
    yield from _comments("unit", "fstab")
    yield f"# {spool_mount()}"
    yield from _comments("unit", "cupsd")
    yield "# PreserveJobFiles No"
    yield from _comments("unit", "cups-service")
    yield from ("# [Service]", "# MemorySwapMax=0", "# LimitCORE=0")


def _comments(context: str, code: str) -> Iterator[str]:
    yield from (f"# {line}" for line in Words().code(context, code).splitlines())


def _lp() -> int:
    try:
        import grp  # Windows has no groups, and no CUPS

        return grp.getgrnam("lp").gr_gid
    except (ImportError, KeyError):
        return _LP


def _below_home(path: Path) -> bool:
    return any(place.is_relative_to(home) for home in _HOMES for place in (path, path.resolve()))


def _plain(text: str) -> str:
    """A text as a unit may hold it: on one line, and no `%` that would be filled in."""
    return " ".join(text.split()).replace("%", "%%")


def quoted(text: str) -> str:
    """A word of a list, as systemd.syntax(7) reads it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"' if any(character in " \t'\"\\;$" for character in text) else escaped
