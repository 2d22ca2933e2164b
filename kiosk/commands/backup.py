"""Commands that copy a box away and bring it back."""

from collections.abc import Callable
from pathlib import Path

import click
from msgspec.structs import asdict

from kiosk import paths
from kiosk.clock import moment
from kiosk.commands.asking import WORDS, ask_yes_or_no, box_settings, describe_error, run_operation
from kiosk.error_codes import Refusal
from kiosk.errors import Refused


@click.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("--usb", is_flag=True, help="On the USB stick.")
def backup_command(target: Path | None, usb: bool) -> None:
    """Write one file with everything this box holds; in a folder, remove copies that are too old."""
    if (target is None) != usb:
        raise click.UsageError(WORDS.code("command", "backup-where"))
    from kiosk.operations import upkeep

    path = target.resolve() if target else None
    made = run_operation(upkeep.write_backup, path, upkeep.device_of(path) if path else None)
    if not made.is_file():  # the service has written it, and sees another disk than who typed this
        raise Refused(Refusal.FOLDER_OF_THE_SERVICE, path=str(made))
    click.echo(WORDS.code("command", "backup-made", path=made))
    if usb:
        click.echo(WORDS.code("command", "stick-may-go"))


@click.command()
@click.argument("source", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--without-copy", is_flag=True, help="Go on with an empty database: there is no copy.")
@click.option("--older", is_flag=True, help="Go on with the older database that is here: there is no newer copy.")
@click.option("--other-site", is_flag=True, help="Bring back the backup of another site.")
@click.option("--yes", is_flag=True, help="Do not ask before everything is put back.")
def restore_command(source: Path | None, without_copy: bool, older: bool, other_site: bool, yes: bool) -> None:
    """Bring a copy back into an empty data folder, and say what came back; no reference is used twice."""
    if [source is not None, without_copy, older].count(True) != 1:
        raise click.UsageError(WORDS.code("command", "copy-or-none"))
    from kiosk.services.upkeep import restore
    from kiosk.services.upkeep.backup import begin_again, go_on_with_older

    data = paths.default_data()
    if source is None:
        code, go_on = ("gone-on-with-older", go_on_with_older) if older else ("begun-again", begin_again)
        click.echo(WORDS.code("command", code, counter=go_on(data, _latest_printed)))
        return

    def agrees(shown: restore.BackupContents) -> bool:
        made_at = WORDS.moment(moment(shown.made_at)) if shown.made_at else "?"
        details = {**asdict(shown), "made_at": made_at}
        click.echo(WORDS.code("command", "backup-shows", **details))
        click.echo(WORDS.code("command", "backup-holds", **details))
        return yes or ask_yes_or_no(WORDS.code("command", "restore-all"))

    try:
        questions = restore.RestoreQuestions(
            _private_of,
            _latest_printed,
            lambda day: ask_yes_or_no(WORDS.code("command", "is-today", day=WORDS.day(day))),
            agrees,
        )
        restored = restore.restore_backup(source, data, questions, other_site=other_site)
    except restore.UnwantedBackupError:
        click.echo(WORDS.code("command", "nothing-changed"))
        return
    click.echo(WORDS.code("command", "restored", counter=restored.counter))


@click.command()
@click.option("--set-aside", is_flag=True, help="Even where cases were taken since: they are kept in a file apart.")
@click.option("--packaged", is_flag=True, hidden=True)  # by the packages' command, which puts the program back itself
def rollback(set_aside: bool, packaged: bool) -> None:
    """Bring back the database from before the last upgrade, for the version of Parvis before."""
    from kiosk.server import hold_data_folder
    from kiosk.services.upkeep.restore import roll_back

    settings = box_settings()
    with hold_data_folder(settings):
        done = roll_back(settings.data, set_aside=set_aside)
    click.echo(WORDS.code("command", "rolled-back", path=done.aside))
    if not packaged:
        click.echo(WORDS.code("command", "install-version", version=done.version))


def _private_of(public: bytes) -> bytes:
    """Ask for the words of the recovery sheet until they open the backup."""
    from kiosk.services.people import first_day

    while True:
        words = click.prompt(WORDS.code("command", "sheet-words"), hide_input=True)
        try:
            return first_day.find_sheet_key_pair(words, public).private
        except Refused as refused:
            click.echo(describe_error(refused))


def _latest_printed(counter_of: Callable[[str], int]) -> int:
    """Ask for the latest printed reference until it is one, or empty."""
    while True:
        typed = click.prompt(WORDS.code("command", "latest-printed"), default="", show_default=False)
        try:
            return counter_of(typed)
        except Refused as refused:
            click.echo(describe_error(refused))
