"""What every command does: ask the running application, or open the folder itself; and say what went wrong."""

from collections.abc import Callable
from typing import Any

import click

from kiosk import control, paths, settings
from kiosk.errors import ParvisError
from kiosk.settings import Settings
from kiosk.words import Words

French = Words()


class Commands(click.Group):
    """Says what went wrong in one plain line, never as a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ParvisError as fault:
            raise click.ClickException(said(fault)) from fault


def said(fault: ParvisError) -> str:
    """A fault in words, with what it concerns."""
    words = French.code("refused", fault.code, **fault.details)
    if words == fault.code:
        words = French.code("line", fault.code, **fault.details)
    return words if words != fault.code else str(fault)


def box_settings() -> Settings:
    """The settings of the data folder that `KIOSK_DATA` names."""
    return settings.read(paths.default_data())


def with_box(action: str, details: dict[str, Any], alone: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Ask the running application; where none runs, open the folder and do it here."""
    found = control.ask(box_settings(), action, details)
    if found is not None:
        return found
    from kiosk.server import alone as hold
    from kiosk.services.box import open_box

    with hold(box_settings()):
        box = open_box(box_settings())
        try:
            return alone(box)
        finally:
            box.store.close()
