"""What the two commands that write a support file ask."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kiosk.process.log_file import DAYS, where_and_how_long


@pytest.mark.parametrize(
    ("typed", "said"), [((), f"None {DAYS}"), (("a.txt",), f"a.txt {DAYS}"), (("a.txt", "--days", "30"), "a.txt 30")]
)
def test_where_and_how_long_may_be_left_out(typed: tuple[str, ...], said: str) -> None:
    @click.command()
    @where_and_how_long
    def export(file: Path | None, days: int) -> None:
        click.echo(f"{file} {days}")

    assert CliRunner().invoke(export, typed).output.strip() == said
    assert CliRunner().invoke(export, ["--days", "0"]).exit_code == 2
