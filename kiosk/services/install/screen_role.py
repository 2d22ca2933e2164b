"""The plans of screens: a public terminal, whose machine shows one page and nothing else, and a mediator's desk."""

from pathlib import Path

from kiosk.services.install import accounts, chromium_policies
from kiosk.services.install.box_role import SERVICE as BOX_SERVICE
from kiosk.services.install.plan import HUB_ENVIRONMENT, UNITS, File, Layout, Link, Package, Plan
from kiosk.services.install.systemd_unit import quoted, text

SERVICE = "parvis-screen.service"
_NOT_FOR_IT = (accounts.BOX.home, accounts.HUB.home, HUB_ENVIRONMENT.parent, "/home", "/root", "/media", "/mnt")
_CHROMIUM = Package("chromium", Path("/usr/bin/chromium"))
_CAGE = Package("cage", Path("/usr/bin/cage"))
_MENU = Path("/usr/local/share/applications/parvis.desktop")
AUTOSTART = Path("/etc/xdg/autostart/parvis.desktop")
_PAM = """\
auth     required pam_deny.so
account  required pam_unix.so
session  required pam_unix.so
session  required pam_systemd.so
"""
"""Nobody signs in by this: systemd opens the session of the account, which has no password."""


def terminal(layout: Layout) -> Plan:
    """What makes this machine a public terminal of the box at that address."""
    files = (
        *accounts.files(accounts.SCREEN),
        File(UNITS / SERVICE, unit(layout)),
        File(Path("/etc/pam.d") / accounts.SCREEN.name, _PAM),
        # No other screen to change to (Ctrl+Alt+F2), and no keys that reach the kernel.
        File(Path("/etc/systemd/logind.conf.d/parvis.conf"), "[Login]\nNAutoVTs=0\nReserveVT=0\n"),
        File(Path("/etc/sysctl.d/90-parvis.conf"), "kernel.sysrq = 0\n"),
        chromium_policies.terminal(layout.address, layout.certificate),
    )
    links = (Link(UNITS / "ctrl-alt-del.target", Path("/dev/null")),)
    return Plan((_CHROMIUM, _CAGE), (accounts.SCREEN,), files, links, (SERVICE,))


def desk(layout: Layout) -> Plan:
    """What makes this machine a mediator's desk: the box's screen in the menu, opened when a session begins."""
    entry = "\n".join(
        [
            "[Desktop Entry]",
            "Type=Application",
            "Name=Parvis",
            f"Exec={quoted(str(layout.program))} -m kiosk browser --address {layout.address}",
            "Terminal=false",
            "Categories=Office;",
            "",
        ]
    )
    files = (File(_MENU, entry), File(AUTOSTART, entry), chromium_policies.desk(layout.certificate))
    return Plan(packages=(_CHROMIUM,), files=files)


def unit(layout: Layout) -> str:
    """The service file of the screen: cage (one window over the whole screen) on the first console, with Chromium.

    Chromium confines its own processes with namespaces, which a unit must leave it, and compiles JavaScript.
    """
    browser = f"{quoted(str(layout.program))} -m kiosk browser --terminal --address {layout.address}"
    return text(
        (
            (
                "Unit",
                (
                    ("Description", "Parvis, screen"),
                    ("After", f"systemd-user-sessions.service systemd-logind.service getty@tty1.service {BOX_SERVICE}"),
                    ("Wants", "systemd-logind.service"),
                    ("Conflicts", "getty@tty1.service"),
                    ("ConditionPathExists", "/dev/tty0"),
                    ("StartLimitIntervalSec", "0"),
                ),
            ),
            (
                "Service",
                (
                    ("Type", "simple"),
                    ("User", accounts.SCREEN.name),
                    ("PAMName", accounts.SCREEN.name),
                    ("ExecStart", f"{_CAGE.program} -d -- {browser} -- --ozone-platform=wayland"),
                    ("Restart", "always"),
                    ("RestartSec", "2"),
                    ("TTYPath", "/dev/tty1"),
                    ("TTYReset", "yes"),
                    ("TTYVHangup", "yes"),
                    ("TTYVTDisallocate", "yes"),
                    ("StandardInput", "tty-fail"),
                    ("StandardOutput", "journal"),
                    ("UtmpIdentifier", "tty1"),
                    ("UtmpMode", "user"),
                    ("UMask", "0077"),
                    ("LimitCORE", "0"),
                    ("MemorySwapMax", "0"),
                    ("NoNewPrivileges", "yes"),
                    ("CapabilityBoundingSet", ""),
                    ("ProtectSystem", "strict"),
                    ("ReadWritePaths", f"{accounts.SCREEN.home} -/run/user"),
                    ("InaccessiblePaths", " ".join(f"-{place}" for place in _NOT_FOR_IT)),
                    ("ProtectKernelTunables", "yes"),
                    ("ProtectKernelModules", "yes"),
                    ("ProtectKernelLogs", "yes"),
                    ("ProtectControlGroups", "yes"),
                    ("ProtectClock", "yes"),
                    ("ProtectHostname", "yes"),
                    ("RestrictRealtime", "yes"),
                    ("RestrictSUIDSGID", "yes"),
                    ("LockPersonality", "yes"),
                    ("SystemCallArchitectures", "native"),
                    ("SystemCallFilter", "~@clock @cpu-emulation @module @obsolete @raw-io @reboot @swap"),
                    ("SystemCallErrorNumber", "EPERM"),
                    ("RestrictNamespaces", "user pid net"),
                    ("RemoveIPC", "yes"),
                    ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"),
                    ("DevicePolicy", "closed"),
                    *(
                        ("DeviceAllow", f"{device} rw")
                        for device in ("char-drm", "char-input", "char-tty", "char-alsa", "char-video4linux")
                    ),
                ),
            ),
            ("Install", (("WantedBy", "multi-user.target"),)),
        )
    )
