"""Which settings the wizard asks for, and how a running box takes them from its settings file."""

from dataclasses import replace

from kiosk.settings import Settings

ASKED = (
    "site_code",
    "site_name",
    "site_address",
    "site_phone",
    "site_email",
    "site_hours",
    "hours",
    "languages",
    "commune",
    "services",
    "lan",
)


def of_wizard(running: Settings, written: Settings) -> Settings:
    """The running settings, with those that the wizard asks for as the file says them; the port, say, stays."""
    return replace(running, **{name: getattr(written, name) for name in ASKED})
