"""The plan of the hub: its account, its service, and the file of its settings."""

from collections.abc import Iterator
from pathlib import Path

from kiosk.services.install import accounts
from kiosk.services.install.command import command
from kiosk.services.install.plan import HUB_ENVIRONMENT, UNITS, File, Layout, Plan
from kiosk.services.install.systemd_unit import HARDENED, text

SERVICE = "parvis-hub.service"
PORT = 8700


def plan(layout: Layout) -> Plan:
    """What makes this machine the hub."""
    files = (
        *accounts.files(accounts.HUB),
        File(HUB_ENVIRONMENT, "\n".join(_settings(layout)) + "\n", 0o640, accounts.HUB.name, kept=True),
        File(UNITS / SERVICE, unit(layout.program)),
        command(layout),
    )
    return Plan(accounts=(accounts.HUB,), files=files, services=(SERVICE,), ports=(PORT,))


def unit(program: Path) -> str:
    """The service file of the hub."""
    return text(
        (
            (
                "Unit",
                (
                    ("Description", "Parvis, hub"),
                    ("After", "network-online.target postgresql.service"),
                    ("Wants", "network-online.target"),
                ),
            ),
            (
                "Service",
                (
                    ("Type", "exec"),
                    ("User", accounts.HUB.name),
                    ("EnvironmentFile", str(HUB_ENVIRONMENT)),
                    ("ExecStart", f"{program} -m kiosk hub"),
                    ("Restart", "on-failure"),
                    ("RestartSec", "2"),
                    ("ReadWritePaths", str(accounts.HUB.home)),
                    ("ProtectHome", "yes"),
                    *HARDENED,
                    ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"),
                    ("PrivateDevices", "yes"),
                    ("ProcSubset", "pid"),
                ),
            ),
            ("Install", (("WantedBy", "multi-user.target"),)),
        )
    )


def _settings(layout: Layout) -> Iterator[str]:
    """Lines of systemd's EnvironmentFile=: what is not chosen yet stands as a comment, above it what it does."""
    yield f"# {layout.comments.get('hub-file', '')}"
    yield f"KIOSK_HUB_DATA={accounts.HUB.home}"
    yield f"# {layout.comments.get('hub-address', '')}"
    off = "" if layout.hub_address else "#"
    yield f"{off}KIOSK_HUB_ADDRESS={layout.hub_address or 'https://hub.example'}"
    yield f"{off}KIOSK_HUB_PROXIES=1"
    yield f"# {layout.comments.get('hub-database', '')}"
    yield "#KIOSK_HUB_DATABASE=postgresql:///parvis?host=/run/postgresql"
