"""The command that prints the systemd unit of the box."""

import click

from kiosk.commands.asking import box_settings


@click.command()
@click.option("--user", default="parvis", show_default=True, help="The account that owns the data folder.")
def unit(user: str) -> None:
    """Print the systemd unit of this box, and what to set beside it."""
    from kiosk.services.install.systemd_unit import unit as written

    click.echo(written(box_settings(), user), nl=False)
