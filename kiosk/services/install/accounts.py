"""The accounts of an installation, as systemd makes them: sysusers.d(5), and tmpfiles.d(5) for their folders."""

from pathlib import Path

from kiosk.services.install.plan import Account, File

BOX = Account("parvis", Path("/var/lib/parvis"), ("lp", "dialout"))
"""The groups reach printers on USB and on a serial cable."""
HUB = Account("parvis-hub", Path("/var/lib/parvis-hub"))
SCREEN = Account("parvis-screen", Path("/var/lib/parvis-screen"), ("audio", "render", "video"))
"""The screen has an account of its own, so that whoever breaks out of the browser cannot read the data folder."""


def files(account: Account) -> tuple[File, File]:
    """The files that make an account and its home: sysusers.d gives it a locked password."""
    users = [f'u {account.name} - "Parvis" {account.home} /usr/sbin/nologin']
    users += [f"m {account.name} {group}" for group in account.groups]
    home = f"d {account.home} 0700 {account.name} {account.name} -"
    return (
        File(Path(f"/etc/sysusers.d/{account.name}.conf"), "\n".join(users) + "\n"),
        File(Path(f"/etc/tmpfiles.d/{account.name}.conf"), home + "\n"),
    )
