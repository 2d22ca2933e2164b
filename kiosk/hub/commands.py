"""The commands of the hub: run it, register a site, let someone in.

Imported by every command, so nothing of the extra `hub` is imported before one of these runs.
"""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from kiosk.errors import Refused
from kiosk.hub.people_commands import COMMANDS


@click.group(invoke_without_command=True)
@click.option("--port", type=int, help="The port of the hub.")
@click.option("--database", help="Where it keeps everything: an SQLAlchemy URL, SQLite by default.")
@click.option("--data", type=click.Path(path_type=Path), help="The hub's folder.")
@click.pass_context
def hub(ctx: click.Context, port: int | None, database: str | None, data: Path | None) -> None:
    """Run the central system, or register who uses it."""
    if find_spec("sqlalchemy") is None:  # the extra is not installed
        raise Refused("no-hub-extra")
    from kiosk.hub.settings import from_variables

    chosen = from_variables()
    given: dict[str, Any] = {"port": port, "database": database, "data": data}
    ctx.obj = replace(chosen, **{name: value for name, value in given.items() if value is not None})
    if ctx.invoked_subcommand is None:
        from kiosk.hub.server import serve

        serve(ctx.obj, ready=lambda server: click.echo(f"http://{server.bind_addr[0]}:{server.bind_addr[1]}"))


@hub.command(name="site")
@click.argument("code")
@click.argument("name")
@click.pass_obj
def add_site(chosen: Any, code: str, name: str) -> None:
    """Register a site; prints the lines of its kiosk.toml."""
    from kiosk import keys
    from kiosk.clock import Clock
    from kiosk.hub.signing import signing_key
    from kiosk.hub.sites import add_site as register
    from kiosk.hub.store.opening import open_store

    store = open_store(chosen)
    token = register(store, code, name, Clock())
    click.echo(f'hub_key = "{keys.verify_key(signing_key(chosen, store))}"\nhub_token = "{token}"')


for each in COMMANDS:
    hub.add_command(each)
