"""The USB stick of a box: one that bears the label `PARVIS` is opened by itself, for the box alone, and runs nothing.

It is mounted when it is plugged in and gone when it is pulled out (udev(7), systemd.mount(5)); nothing waits for one
that is not there. Other sticks stay closed, unless the system opens them for somebody who is signed in.
"""

from pathlib import Path

from kiosk.services.install.plan import UNITS, Account, File
from kiosk.services.install.systemd_unit import text

LABEL = "PARVIS"
WHERE = Path("/media/parvis")
RULES = Path("/etc/udev/rules.d/70-parvis-stick.rules")


def files(account: Account) -> tuple[File, File]:
    """The files that open the stick for this account, with FAT or exFAT, which keep no owners of their own."""
    unit = "-".join(WHERE.parts[1:]) + ".mount"
    options = f"rw,noexec,nosuid,nodev,noatime,uid={account.name},gid={account.name},umask=0077"
    mount = text(
        (
            ("Unit", (("Description", f"Parvis, the stick {LABEL}"),)),
            (
                "Mount",
                (
                    ("What", f"/dev/disk/by-label/{LABEL}"),
                    ("Where", str(WHERE)),
                    ("Type", "auto"),
                    ("Options", options),
                    ("TimeoutSec", "20"),
                ),
            ),
        )
    )
    rule = (
        f'ACTION=="add", SUBSYSTEM=="block", ENV{{ID_BUS}}=="usb", ENV{{ID_FS_LABEL}}=="{LABEL}",'
        f' TAG+="systemd", ENV{{SYSTEMD_WANTS}}+="{unit}"\n'
    )
    return File(UNITS / unit, mount), File(RULES, rule)
