"""The commands `kiosk hub …` about who is known here: staff, sites, the audit trail.

The libraries of the extra `hub` are imported only when one of these runs.
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import click

from hub.people.staff_role import StaffRole
from kiosk.words.languages import find_environment_language
from kiosk.words.words import Words

if TYPE_CHECKING:
    from datetime import datetime

    from hub.hub import Hub
    from hub.people.people import Staff
    from hub.settings import HubSettings
    from hub.trail import AuditAction

Options = ParamSpec("Options")
_ROLES = click.Choice([role.value for role in StaffRole])
_NEW_SERVICES = click.option(
    "--new-service", "new_services", multiple=True, help="The same, for a service of which no case has come yet."
)


def open_for_command(chosen: "HubSettings") -> "Hub":
    """The hub of these settings, by this machine's clock. Raises what `hub.opening.open_hub` raises."""
    from hub.opening import open_hub
    from kiosk.clock import Clock

    return open_hub(chosen, Clock())


def pass_hub(command: Callable[Concatenate["Hub", Options], None]) -> Callable[Options, None]:
    @click.pass_obj
    @wraps(command)
    def run(chosen: "HubSettings", /, *given: Options.args, **named: Options.kwargs) -> None:
        command(open_for_command(chosen), *given, **named)

    return run


def find_words() -> Words:
    return Words(find_environment_language(os.environ))


class _AddsByItself(click.Group):
    """`site SA "Mairie…"` registers, as `site add SA "Mairie…"` does; so does `staff LOGIN NAME`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["add", *args])


@click.group(name="site", cls=_AddsByItself)
def sites() -> None:
    """Register a site (`site CODE NAME`) and print the one-time code its box enrols with."""


@sites.command(name="add")
@click.argument("code")
@click.argument("name")
@pass_hub
def add_site_command(opened: "Hub", code: str, name: str) -> None:
    """Register a site; prints its one-time code, good for seven days."""
    from hub.sites.sites import add_site, invite
    from hub.trail import AuditAction

    add_site(opened.store, code, name, opened.clock)
    _note_site(opened, AuditAction.SITE_ADDED, code)
    click.echo(invite(opened, code))


@sites.command(name="renew")
@click.argument("code")
@pass_hub
def renew_site_command(opened: "Hub", code: str) -> None:
    """Print a new one-time code for a site: its next box, or the same one set up again."""
    from hub.sites.sites import invite
    from hub.trail import AuditAction

    secret = invite(opened, code)
    click.echo(_note_site(opened, AuditAction.SITE_INVITED, code, secret))


@sites.command(name="revoke")
@click.argument("code")
@click.option("--yes", is_flag=True, help="Do not ask for the code a second time.")
@pass_hub
def revoke_site_command(opened: "Hub", code: str, yes: bool) -> None:
    """Stop believing a site whose box was stolen."""
    from hub.sites.sites import revoke_site, site_by_code
    from hub.trail import AuditAction

    words = find_words()
    click.echo(words.code("command", "revoking", name=site_by_code(opened.store, code).name))
    if not yes and click.prompt(words.code("command", "code-again")).strip() != code:
        raise click.ClickException(words.code("command", "nothing-changed"))
    revoke_site(opened.store, code, opened.clock)
    click.echo(words.code("command", "revoked", site=_note_site(opened, AuditAction.SITE_REVOKED, code)))


@sites.command(name="let-in")
@click.argument("code")
@pass_hub
def let_site_in_command(opened: "Hub", code: str) -> None:
    """Believe a site again that was revoked by mistake, within ten minutes."""
    from hub.sites.sites import let_site_in
    from hub.trail import AuditAction

    let_site_in(opened.store, code, opened.clock)
    click.echo(find_words().code("command", "site-let-in", site=_note_site(opened, AuditAction.SITE_LET_IN, code)))


@sites.command(name="rename")
@click.argument("code")
@click.argument("name")
@pass_hub
def rename_site_command(opened: "Hub", code: str, name: str) -> None:
    """Change the name of a site; its code, its cases and its receipts stay."""
    from hub.sites.sites import rename_site
    from hub.trail import AuditAction

    rename_site(opened.store, code, name)
    click.echo(_note_site(opened, AuditAction.SITE_RENAMED, code, f"{code} {name}"))


@sites.command(name="succeed")
@click.argument("code")
@click.argument("new_code")
@click.option(
    "--from",
    "since",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day of the new code (2027-01-01).",
)
@pass_hub
def succeed_site_command(opened: "Hub", code: str, new_code: str, since: "datetime") -> None:
    """Let a site give numbers under a new code from a day on; the old ones stay good."""
    from hub.sites.sites import replace_site_code
    from hub.trail import AuditAction

    replace_site_code(opened.store, code, new_code, since.date())
    click.echo(
        _note_site(
            opened, AuditAction.SITE_SUCCEEDED, f"{code} {new_code}", f"{code} {new_code} {since.date().isoformat()}"
        )
    )


def _note_site(opened: "Hub", action: "AuditAction", detail: str, said: str = "") -> str:
    """Note what was done, and give what the command says of it: `detail` unless it says something else."""
    from hub.trail import append_audit_line

    append_audit_line(opened, action, detail=detail)
    return said or detail


@click.group(name="staff", cls=_AddsByItself)
def staff() -> None:
    """Let someone sign in at the hub (`staff LOGIN NAME`), or no longer."""


@staff.command(name="remove")
@click.argument("login")
@click.option("--to", default="", metavar="LOGIN", help="Who gets their cases; otherwise anybody of the service may.")
@click.pass_obj
def remove_staff_command(chosen: "HubSettings", login: str, to: str) -> None:
    """Someone leaves: their sessions end and they enter no more; what they decided keeps their name."""
    from hub.work import remove_staff

    click.echo(remove_staff(open_for_command(chosen), login, to).name)


@staff.command(name="add")
@click.argument("login")
@click.argument("name")
@click.option("--role", default=StaffRole.INSTRUCTOR.value, type=_ROLES, help="What they do here.")
@click.option("--service", "services", multiple=True, help="A service whose cases they see; all by default.")
@_NEW_SERVICES
@click.option("--site", "sites", multiple=True, help="A site whose cases they see; all by default.")
@click.option("--quality", default="", help="What their decisions say they are; asked at the first decision.")
@click.option("--passphrase", help="At least 12 characters; asked twice, unless it is given.")
@pass_hub
def add_staff_command(
    hub: "Hub",
    login: str,
    name: str,
    role: str,
    services: tuple[str, ...],
    new_services: tuple[str, ...],
    sites: tuple[str, ...],
    quality: str,
    passphrase: str | None,
) -> None:
    """Let someone sign in at the hub; their telephone becomes their second factor the first time."""
    from hub.people import people, sessions
    from hub.trail import AuditAction, append_audit_line

    sessions.check_services_known(hub.store, services)
    new = people.NewStaff(login, name, role, (*services, *new_services), sites, quality)
    people.check_new_staff(hub, new)
    passphrase = passphrase or click.prompt(
        find_words().code("command", "staff-passphrase", least=people.SHORTEST_PASSPHRASE),
        hide_input=True,
        confirmation_prompt=True,
    )
    person = people.add_staff(hub, new, passphrase)
    append_audit_line(hub, AuditAction.PERSON_ADDED, about=person.id)
    _show_rights(person)


@click.command(name="rights")
@click.argument("login")
@click.option("--role", type=_ROLES, help="What they do here.")
@click.option("--service", "services", multiple=True, help="A service whose cases they see, instead of those before.")
@_NEW_SERVICES
@click.option("--all-services", is_flag=True, help="They see the cases of every service.")
@click.option("--site", "sites", multiple=True, help="A site whose cases they see, instead of those before.")
@click.option("--all-sites", is_flag=True, help="They see the cases of every site.")
@pass_hub
def change_rights_command(
    hub: "Hub",
    login: str,
    role: str | None,
    services: tuple[str, ...],
    new_services: tuple[str, ...],
    all_services: bool,
    sites: tuple[str, ...],
    all_sites: bool,
) -> None:
    """Show what someone may do here; with options, change what they name and nothing else: they sign in anew."""
    from hub.people import people, sessions
    from hub.people.sessions import close_all_sessions
    from hub.trail import AuditAction, append_audit_line

    given = (*services, *new_services)
    if not (role or given or all_services or sites or all_sites):
        _show_rights(people.staff_by_login(hub.store, login))
        return
    sessions.check_services_known(hub.store, services)
    person = people.change_rights(
        hub.store,
        login,
        role=role,
        services=given or (() if all_services else None),
        sites=sites or (() if all_sites else None),
    )
    with hub.store.writing() as connection:
        close_all_sessions(connection, person.id)
        append_audit_line(hub, AuditAction.RIGHTS_CHANGED, about=person.id, within=connection)
    _show_rights(person)


@click.command(name="let-in")
@click.argument("login")
@click.option("--new-factor", is_flag=True, help="Their telephone is lost: they set up another at the next sign-in.")
@pass_hub
def let_in_command(hub: "Hub", login: str, new_factor: bool) -> None:
    """Unlock someone from this machine, where no colleague is left to do it."""
    from hub.people import people, second_factor

    person = people.staff_by_login(hub.store, login)
    people.end_lock(hub, person.id)
    if new_factor:
        second_factor.reset_factor_here(hub, person.id)
    click.echo(person.name)


@click.group()
def audit() -> None:
    """The trail of who came in, who opened and decided what."""


@audit.command(name="verify")
@click.option("--noted", default="", help="What this command said before: those lines must still be there.")
@click.pass_obj
def verify_audit_command(chosen: "HubSettings", noted: str) -> None:
    """Verify it line by line; prints how many there are and the hash of the last, worth noting elsewhere."""
    from hub.trail import verify_audit_trail

    trail, words = verify_audit_trail(open_for_command(chosen), noted), find_words()
    click.echo(words.code("command", "audit-whole", count=trail.count, noted=trail.noted))


COMMANDS = (sites, staff, change_rights_command, let_in_command, audit)


def _show_rights(person: "Staff") -> None:
    words, scope = find_words(), person.scope
    click.echo(words.code("hub-rights", person.role, name=person.name, login=person.login))
    if person.sees_cases:
        all_services, all_sites = words.code("hub-rights", "all-services"), words.code("hub-rights", "all-sites")
        click.echo(words.code("hub-rights", "services", services=", ".join(scope.services) or all_services))
        click.echo(words.code("hub-rights", "sites", sites=", ".join(scope.sites) or all_sites))
