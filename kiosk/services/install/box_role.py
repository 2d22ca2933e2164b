"""The plan of a box: its account, its service, and a print spool in memory where CUPS prints."""

from pathlib import Path

from kiosk.services.install import accounts, stick
from kiosk.services.install.command import command
from kiosk.services.install.plan import UNITS, File, Layout, Package, Plan
from kiosk.services.install.systemd_unit import CUPS_SPOOL, box_unit, quoted, spool_options, text

SERVICE = "parvis.service"
PORT = 8600
VOICES = (
    Package("espeak-ng", Path("/usr/bin/espeak-ng"), wished=True),
    Package("opus-tools", Path("/usr/bin/opusenc"), wished=True),
)
"""What speaks every language of the pages, and what makes its sounds small."""


def plan(layout: Layout) -> Plan:
    """What makes this machine a box."""
    data = accounts.BOX.home
    files = [
        *accounts.files(accounts.BOX),
        File(UNITS / SERVICE, box_unit(data, accounts.BOX.name, layout.program)),
        command(layout),
        *stick.files(accounts.BOX),
        *(_cups() if layout.has_cups else ()),
    ]
    services = (SERVICE, *((_mount(),) if layout.has_cups else ()))
    return Plan(packages=VOICES, accounts=(accounts.BOX,), files=tuple(files), services=services, ports=(PORT,))


def _mount() -> str:
    return "-".join(CUPS_SPOOL.parts[1:]) + ".mount"


def _cups() -> tuple[File, File]:
    mount = text(
        (
            ("Unit", (("Before", "cups.service"),)),
            (
                "Mount",
                (
                    ("What", "tmpfs"),
                    ("Where", quoted(str(CUPS_SPOOL))),
                    ("Type", "tmpfs"),
                    ("Options", spool_options()),
                ),
            ),
            ("Install", (("WantedBy", "local-fs.target"),)),
        )
    )
    service = text((("Service", (("MemorySwapMax", "0"), ("LimitCORE", "0"))),))
    return File(UNITS / _mount(), mount), File(UNITS / "cups.service.d" / "parvis.conf", service)
