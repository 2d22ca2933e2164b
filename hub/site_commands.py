"""The commands `kiosk hub site …`: register sites, rename them, give them another code, stop believing them.

The libraries of the extra `hub` are imported only when one of these runs.
"""

from typing import TYPE_CHECKING

import click

from hub.trail.audit_action import AuditAction

if TYPE_CHECKING:
    from datetime import datetime

    from hub.hub import Hub
    from hub.settings import HubSettings


class _Sites(click.Group):
    """`site SA "Mairie…"` registers, as `site add SA "Mairie…"` does."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["add", *args])


@click.group(name="site", cls=_Sites)
def sites() -> None:
    """Register a site (`site CODE NAME`) and print the one-time code its box enrols with."""


@sites.command(name="add")
@click.argument("code")
@click.argument("name")
@click.pass_obj
def add_site(chosen: "HubSettings", code: str, name: str) -> None:
    """Register a site; prints its one-time code, good for seven days."""
    from hub.sites.enrolments import invite
    from hub.sites.sites import add_site as register

    opened = _here(chosen)
    register(opened.store, code, name, opened.clock)
    _noted(opened, AuditAction.SITE_ADDED, code)
    click.echo(invite(opened, code))


@sites.command(name="renew")
@click.argument("code")
@click.pass_obj
def renew_site(chosen: "HubSettings", code: str) -> None:
    """Print a new one-time code for a site: its next box, or the same one set up again."""
    from hub.sites.enrolments import invite

    opened = _here(chosen)
    secret = invite(opened, code)
    click.echo(_noted(opened, AuditAction.SITE_INVITED, code, secret))


@sites.command(name="revoke")
@click.argument("code")
@click.pass_obj
def revoke_site(chosen: "HubSettings", code: str) -> None:
    """Stop believing a site whose box was stolen."""
    from hub.sites.sites import revoke

    opened = _here(chosen)
    revoke(opened.store, code, opened.clock)
    click.echo(_noted(opened, AuditAction.SITE_REVOKED, code))


@sites.command(name="rename")
@click.argument("code")
@click.argument("name")
@click.pass_obj
def rename_site(chosen: "HubSettings", code: str, name: str) -> None:
    """Change the name of a site; its code, its cases and its receipts stay."""
    from hub.sites.site_codes import rename

    opened = _here(chosen)
    rename(opened.store, code, name)
    click.echo(_noted(opened, AuditAction.SITE_RENAMED, code, f"{code} {name}"))


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
@click.pass_obj
def succeed_site(chosen: "HubSettings", code: str, new_code: str, since: "datetime") -> None:
    """Let a site give numbers under a new code from a day on; the old ones stay good."""
    from hub.sites.site_codes import succeed

    opened = _here(chosen)
    succeed(opened.store, code, new_code, since.date())
    click.echo(
        _noted(
            opened, AuditAction.SITE_SUCCEEDED, f"{code} {new_code}", f"{code} {new_code} {since.date().isoformat()}"
        )
    )


def _noted(opened: "Hub", action: AuditAction, detail: str, said: str = "") -> str:
    """Note what was done, and give what the command says of it: `detail` unless it says something else."""
    from hub.trail.audit import note

    note(opened, action, detail=detail)
    return said or detail


def _here(chosen: "HubSettings") -> "Hub":
    from hub.opening import open_hub
    from kiosk.clock import Clock

    return open_hub(chosen, Clock())
