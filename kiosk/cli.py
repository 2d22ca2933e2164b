"""The `kiosk` command line. Commands go to the running application; if none runs, they open the data folder."""

from dataclasses import replace
from pathlib import Path

import click
from msgspec.structs import asdict

from hub.commands import hub
from kiosk.commands import COMMANDS
from kiosk.commands.asking import WORDS, Commands, box_settings, run_operation

PORT = click.IntRange(0, 65_535)
"""Port numbers; 0 takes any free port."""


@click.group(cls=Commands, context_settings={"max_content_width": 120})
@click.version_option(package_name="parvis")
def main() -> None:
    """Parvis: procedures at a town hall's counter, offline first."""


@main.command()
@click.option("--port", type=PORT, help="The port on which screens are served.")
@click.option("--lan", is_flag=True, help="Serve screens of the local network too, over TLS.")
def run_command(port: int | None, lan: bool) -> None:
    """Serve this box until interrupted."""
    from kiosk.server import serve_box

    def tell_code(address: str, code: str) -> None:
        click.echo(WORDS.code("command", "first-start", address=address, code=f"{code[:4]} {code[4:]}"))

    chosen = box_settings()
    chosen = replace(chosen, lan="on") if lan else chosen
    serve_box(replace(chosen, port=port) if port is not None else chosen, ready=click.echo, tell_code=tell_code)


@main.command()
@click.option("--open/--no-open", "open_browser", default=True, help="Open a browser where there is one.")
@click.option("--port", type=PORT, default=8600, show_default=True, help="The port of the local application.")
@click.option("--hub-port", type=PORT, default=8700, show_default=True, help="The port of the hub.")
@click.option("--data", type=click.Path(path_type=Path), help="A folder to keep; a throw-away one by default.")
def demo(open_browser: bool, port: int, hub_port: int, data: Path | None) -> None:
    """Run a demonstration site with its hub."""
    from kiosk.demo import run_demo

    run_demo(open_browser, port, hub_port, data, click.echo, WORDS)


@main.command()
@click.option("--once", is_flag=True, required=True, help="One exchange with the hub, then end.")
def sync(once: bool) -> None:
    """Send what is due and bring back what the hub says."""
    from kiosk.operations import exchange

    done = run_operation(exchange.run_sync)
    sent = "" if done.acknowledged or done.rejected or done.later or done.files else "nothing-to-send"
    click.echo(WORDS.code("command", sent or "talked", **asdict(done)))
    if done.rejected:
        click.echo(WORDS.code("command", "talk-refused", count=done.rejected))
    if done.later or done.more:
        click.echo(WORDS.code("command", "talk-goes-on"))


@main.command(name="print")
@click.option("--once", is_flag=True, required=True, help="Print what waits, then end.")
def print_(once: bool) -> None:
    """Print what waits in the spool."""
    from kiosk.operations import printers

    printed = run_operation(printers.run_print_due)
    click.echo(WORDS.code("command", "printed" if printed else "nothing-to-print", count=printed))


@main.command()
def expire_command() -> None:
    """Destroy what has had its time, as the running box does by itself."""
    from kiosk.operations import upkeep

    done = run_operation(upkeep.run_expire)
    click.echo(WORDS.code("command", "destroyed" if done.destroyed else "nothing-to-destroy", count=done.destroyed))
    if done.waits:
        click.echo(WORDS.code("command", "expire-waits"))


for command in (*COMMANDS, hub):
    main.add_command(command)
