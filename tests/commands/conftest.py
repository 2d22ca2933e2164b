"""Fixture that types commands in the data folder of Saint-Aubin."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.settings import READER, Settings

Command = Callable[..., Result]


@pytest.fixture
def kiosk(settings: Settings) -> Command:
    """Type a command in the data folder of Saint-Aubin."""
    settings.paths.create()
    settings.paths.settings.write_text(READER.toml(settings), "utf-8")

    def typed(*arguments: str, answers: str = "", data: Path = settings.data) -> Result:
        return CliRunner().invoke(main, arguments, input=answers, env={"KIOSK_DATA": str(data)})

    return typed
