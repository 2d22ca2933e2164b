"""Every command. What concerns a running application is asked of it; otherwise the command opens the folder itself."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from kiosk import control, paths
from kiosk.commands import COMMANDS
from kiosk.commands.asking import Commands, French, box_settings, with_box
from kiosk.hub.commands import hub

MARKS = {True: "✓", False: "✗", None: "?"}
"""Well, not well, and nobody can tell."""


@click.group(cls=Commands)
@click.version_option(package_name="parvis")
def main() -> None:
    """Parvis: procedures at a town hall's counter, offline first."""


@main.command()
@click.option("--port", type=int, help="The port on which screens are served.")
def run(port: int | None) -> None:
    """Serve this box until interrupted."""
    from kiosk.server import serve

    chosen = box_settings()
    serve(replace(chosen, port=port) if port is not None else chosen, ready=lambda address: click.echo(address))


@main.command()
@click.option("--open/--no-open", "open_browser", default=True, help="Open a browser where there is one.")
@click.option("--port", default=8600, show_default=True, help="The port of the local application.")
@click.option("--hub-port", default=8700, show_default=True, help="The port of the hub.")
@click.option("--data", type=click.Path(path_type=Path), help="A folder to keep; a throw-away one by default.")
def demo(open_browser: bool, port: int, hub_port: int, data: Path | None) -> None:
    """Run a demonstration site with its hub."""
    from kiosk.demo import run_demo

    run_demo(open_browser, port, hub_port, data, click.echo)


@main.command()
@click.option("--once", is_flag=True, required=True, help="One exchange with the hub, then end.")
def sync(once: bool) -> None:
    """Send what is due and bring back what the hub says."""

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import sync as syncing

        done = syncing.talk(box, syncing.hub_of(box))
        return {name: getattr(done, name) for name in ("acknowledged", "rejected", "later", "updates", "more")}

    for name, value in with_box("sync", {}, alone).items():
        click.echo(f"{name}: {value}")


@main.command(name="print")
@click.option("--once", is_flag=True, required=True, help="Print what waits, then end.")
def print_(once: bool) -> None:
    """Print what waits in the spool."""

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import spooler

        spooler.recover(box)
        return {"printed": spooler.print_due(box)}

    click.echo(f"printed: {with_box('print', {}, alone)['printed']}")


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write one file with everything this box holds; in a folder, remove copies that are too old."""
    full = target.resolve()

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import backup as backups

        return {"path": str(backups.backup(box, full))}

    click.echo(with_box("backup", {"path": str(full)}, alone)["path"])


@main.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(source: Path) -> None:
    """Bring a copy back into an empty data folder; no reference is used twice."""
    from kiosk.services.backup import restore as bring_back

    def ask() -> str:
        return str(click.prompt(French.code("command", "latest-printed"), default="", show_default=False))

    restored = bring_back(source, paths.default_data(), ask)
    click.echo(French.code("command", "restored", counter=restored.counter))


@main.command()
def expire() -> None:
    """Destroy what has had its time, as the running box does by itself."""

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import retention

        return {"destroyed": retention.due(box)}

    click.echo(f"destroyed: {with_box('expire', {}, alone)['destroyed']}")


@main.command()
def doctor() -> None:
    """Say what is well and what is not."""
    from kiosk.server import alone as hold
    from kiosk.services import doctor as examining
    from kiosk.services.box import open_box

    chosen = box_settings()
    found = control.ask(chosen, "doctor")
    if found is None:
        with hold(chosen):
            box = open_box(chosen)
            findings = [(each.code, each.well, each.reason, each.detail) for each in examining.examine(box)]
            box.store.close()
    else:
        findings = [tuple(each) for each in found["findings"]]
    for code, well, reason, detail in findings:
        context = "doctor" if French.has("doctor", reason) else "printer"
        state = French.code("doctor", "well") if well else French.code(context, reason)
        click.echo(f"{MARKS[well]} {French.code('doctor', code)} {state} {detail}".rstrip())
    if any(well is False for _, well, _, _ in findings):
        sys.exit(1)


for command in (*COMMANDS, hub):
    main.add_command(command)
