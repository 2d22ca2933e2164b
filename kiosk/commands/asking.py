"""Shared by all commands: run an operation (in the running application or here) and report errors in words."""

import gettext
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from kiosk import logs, paths, settings
from kiosk.error_codes import Refusal
from kiosk.errors import ParvisError
from kiosk.paths import SETTINGS_FILE
from kiosk.settings import Settings
from kiosk.words import languages
from kiosk.words.languages import FRENCH, find_environment_language
from kiosk.words.words import Words

if TYPE_CHECKING:
    from kiosk.operations.operation import Operation

DOMAIN = "commands"
P = ParamSpec("P")
R = TypeVar("R")
WORDS = Words(find_environment_language(os.environ))
"""The words of the command line, in the language of the person who types."""


def set_command_language(command: click.Command, environment: MutableMapping[str, str] = os.environ) -> None:
    """Put a command and all below it into the language of the environment, and click's own words as well. Sets
    `LANGUAGE`, which click's `gettext` reads each time. Texts without a translation stay English."""
    language, folder = find_environment_language(environment), str(languages.find_translations_folder())
    environment["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, folder)
    gettext.textdomain(DOMAIN)
    if language == FRENCH:
        _translate(command, gettext.translation(DOMAIN, folder, [FRENCH], fallback=True))


def _translate(command: click.Command, words: gettext.NullTranslations) -> None:
    def translated(text: str | None) -> str | None:
        return words.gettext(text) if text else text

    command.help, command.epilog = translated(command.help), translated(command.epilog)
    for option in command.params:
        if isinstance(option.type, click.Path):
            option.type.name = words.gettext(option.type.name)
        if isinstance(option, click.Option):
            if isinstance(option.type, click.DateTime):
                option.metavar = words.gettext("YYYY-MM-DD")
            option.help, option.prompt = map(translated, (option.help, option.prompt))
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        _translate(below, words)


class Commands(click.Group):
    """A command group that speaks the person's language and reports errors in one plain line, never as a trace."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        logs.end_without_words()
        set_command_language(self)
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ParvisError as fault:
            raise click.ClickException(describe_error(fault)) from fault


def describe_error(fault: ParvisError) -> str:
    """An error in words, with its details; for a setting, with what it may be."""
    words = WORDS.refused(fault)
    if words == fault.code:
        words = WORDS.code("line", fault.code, **fault.details)
    if fault.code in (Refusal.BAD_SETTING, Refusal.BAD_SETTING_LINE):
        # Named by itself or as a variable; the hub's settings are another file's.
        name = str(fault.details["name"]).removeprefix("KIOSK_").lower()
        ours = Path(fault.details.get("path", SETTINGS_FILE)).name == SETTINGS_FILE
        if ours and WORDS.has("setting", name):
            words = f"{words} {WORDS.code('setting', name)}"
    if about := fault.details.get("about"):
        words = f"{words} {WORDS.code('connector-setting', about)}"
    if seen := fault.details.get("copies"):
        words = f"{words}\n{WORDS.code('command', 'copies-seen', copies=seen)}"
    return words if words != fault.code else str(fault)


def ask_yes_or_no(question: str, usual: bool | None = None) -> bool:
    """Ask a person for yes or no until they say one of them, in French or English; Enter is the usual answer."""
    asked = f"{question} {WORDS.code('command', 'yes-or-no')}"
    while True:
        default = None if usual is None else ""
        answer = str(click.prompt(asked, default=default, show_default=False, prompt_suffix=" ")).strip()
        if not answer and usual is not None:
            return usual
        if answer.casefold() in ("o", "oui", "y", "yes"):
            return True
        if answer.casefold() in ("n", "non", "no"):
            return False


def box_settings() -> Settings:
    """The settings of the data folder that `KIOSK_DATA` names."""
    return settings.read_settings(paths.default_data())


def run_operation(operation: "Operation[P, R]", *args: P.args, **kwargs: P.kwargs) -> R:
    """Run an operation and return its result: in the running application, or here on the data folder if none runs.
    Raises the `Refused` or `Unreachable` that it met, wherever that was."""
    # Imported here because they load every service, which not every command needs.
    from kiosk import control
    from kiosk.process.log_file import log_to_file
    from kiosk.server import hold_data_folder
    from kiosk.services.box.box import open_box

    chosen = box_settings()
    result = control.ask_running_box(chosen, operation, *args, **kwargs)
    if result is not None:
        return result
    with hold_data_folder(chosen), log_to_file(chosen.paths.logs, chosen.log_level):
        box = open_box(chosen)
        try:
            return operation.run(box, None, *args, **kwargs)
        finally:
            box.store.close()
