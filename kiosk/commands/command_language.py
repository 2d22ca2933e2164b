"""The language of the command line: French, or English where the environment asks for it (`LANG=en`).

Help texts are written in English in the code and translated by the catalogue `commands`, as are click's own words.
"""

import gettext
import os
from collections.abc import MutableMapping

import click

from kiosk.words import languages
from kiosk.words.languages import FRENCH

DOMAIN = "commands"


def speak(command: click.Command, environment: MutableMapping[str, str] = os.environ) -> None:
    """Put a command and all below it into the language of the environment, and click's own words as well.

    Sets `LANGUAGE`, which click's `gettext` reads each time. Texts without a translation stay English.
    """
    language = languages.of_environment(environment)
    environment["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(languages.folder()))
    gettext.textdomain(DOMAIN)
    if language == FRENCH:
        _translate(command, gettext.translation(DOMAIN, str(languages.folder()), [FRENCH], fallback=True))


def texts(command: click.Command) -> list[str]:
    """Every text that the help of a command, and of all below it, shows."""
    of_options = [text for option in _options(command) for text in (option.help, option.prompt)]
    own = [text for text in (command.help, command.epilog, *of_options) if text]
    return own + [text for below in _below(command) for text in texts(below)]


def _translate(command: click.Command, words: gettext.NullTranslations) -> None:
    def translated(text: str | None) -> str | None:
        return words.gettext(text) if text else text

    command.help, command.epilog = translated(command.help), translated(command.epilog)
    for option in _options(command):
        option.help, option.prompt = map(translated, (option.help, option.prompt))
    for below in _below(command):
        _translate(below, words)


def _options(command: click.Command) -> list[click.Option]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


def _below(command: click.Command) -> list[click.Command]:
    return list(command.commands.values()) if isinstance(command, click.Group) else []
