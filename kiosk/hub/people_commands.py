"""The commands `kiosk hub …` about staff: add, remove, change rights, unlock, and verify the audit trail.

The libraries of the extra `hub` are imported only when one of these runs.
"""

from typing import TYPE_CHECKING

import click

from kiosk.hub.people.staff_role import StaffRole
from kiosk.hub.trail.audit_action import AuditAction

if TYPE_CHECKING:
    from kiosk.hub.hub import Hub
    from kiosk.hub.settings import HubSettings

_ROLE = click.option(
    "--role", default=StaffRole.INSTRUCTOR.value, type=click.Choice([role.value for role in StaffRole])
)
_SERVICES = click.option("--service", "services", multiple=True, help="A service whose cases they see; all by default.")
_SITES = click.option("--site", "sites", multiple=True, help="A site whose cases they see; all by default.")


class _Staff(click.Group):
    """`staff LOGIN NAME` lets someone in, as `staff add LOGIN NAME` does."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["add", *args])


@click.group(name="staff", cls=_Staff)
def staff() -> None:
    """Let someone sign in at the hub (`staff LOGIN NAME`), or no longer."""


@staff.command(name="remove")
@click.argument("login")
@click.pass_obj
def remove_staff(chosen: "HubSettings", login: str) -> None:
    """Someone leaves: their sessions end and they enter no more; what they decided keeps their name."""
    from kiosk.hub.people.departure import remove_staff

    click.echo(remove_staff(_here(chosen), login).name)


@staff.command(name="add")
@click.argument("login")
@click.argument("name")
@_ROLE
@_SERVICES
@_SITES
@click.option("--passphrase", prompt=True, hide_input=True, confirmation_prompt=True)
@click.pass_obj
def add_staff(
    chosen: "HubSettings",
    login: str,
    name: str,
    role: str,
    services: tuple[str, ...],
    sites: tuple[str, ...],
    passphrase: str,
) -> None:
    """Let someone sign in at the hub; their telephone becomes their second factor the first time."""
    from kiosk.hub.people import people
    from kiosk.hub.trail.audit import note

    hub = _here(chosen)
    person = people.add_staff(
        hub.store, login, name, passphrase, hub.clock, role=role, services=services, sites=sites, hub_name=chosen.name
    )
    note(hub, AuditAction.PERSON_ADDED, about=person.id)
    click.echo(name)


@click.command(name="rights")
@click.argument("login")
@_ROLE
@_SERVICES
@_SITES
@click.pass_obj
def change_rights(
    chosen: "HubSettings", login: str, role: str, services: tuple[str, ...], sites: tuple[str, ...]
) -> None:
    """Give someone another role, other services and sites; they sign in anew."""
    from kiosk.hub.people import people
    from kiosk.hub.people.sessions import close_all_sessions
    from kiosk.hub.trail.audit import note

    hub = _here(chosen)
    person = people.change_rights(hub.store, login, role=role, services=services, sites=sites)
    with hub.store.writing() as connection:
        close_all_sessions(connection, person.id)
        note(hub, AuditAction.RIGHTS_CHANGED, about=person.id, within=connection)
    click.echo(person.name)


@click.command(name="let-in")
@click.argument("login")
@click.option("--new-factor", is_flag=True, help="Their telephone is lost: they set up another at the next sign-in.")
@click.pass_obj
def let_in(chosen: "HubSettings", login: str, new_factor: bool) -> None:
    """Unlock someone from this machine, where no colleague is left to do it."""
    from kiosk.hub.people import people, second_factor, tries

    hub = _here(chosen)
    person = people.by_login(hub.store, login)
    tries.unlock(hub, person.id)
    if new_factor:
        second_factor.reset_here(hub, person.id)
    click.echo(person.name)


@click.group()
def audit() -> None:
    """The trail of who came in, who opened and decided what."""


@audit.command(name="verify")
@click.option("--noted", default="", help="What this command said before: those lines must still be there.")
@click.pass_obj
def verify_audit(chosen: "HubSettings", noted: str) -> None:
    """Verify it line by line; prints how many there are and the hash of the last, worth noting elsewhere."""
    from kiosk.hub.trail.audit import verify

    trail = verify(_here(chosen), noted)
    click.echo(f"{trail.count}:{trail.head}")


COMMANDS = (staff, change_rights, let_in, audit)


def _here(chosen: "HubSettings") -> "Hub":
    """The hub of these settings, opened without its web pages."""
    from kiosk.clock import Clock
    from kiosk.hub.opening import open_hub

    return open_hub(chosen, Clock())
