"""What an operation says of itself, and what a new one takes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from kiosk.operations import OPERATIONS
from kiosk.operations.operation import NoContent, Operation, Running, operation
from kiosk.services.box.box import Box
from kiosk.settings import READER, Settings
from scripts.source import ROOT

GREETING = '''"""Greets."""

from dataclasses import dataclass

from kiosk.operations.operation import Running, operation
from kiosk.services.box.box import Box


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is said."""

    words: str


@operation("greet")
def greet(box: Box, running: Running | None, name: str) -> Greeting:
    """Greet somebody in the name of the town hall."""
    return Greeting(f"{name}, {box.site.name}")
'''
ASKED = """
from kiosk.app import create_app
from kiosk.commands.asking import run_operation, box_settings
from kiosk.operations import greeting
from kiosk.operations.operation import HEADER
from kiosk.web.request_state import state_of

print(run_operation(greeting.greet, "Nadia").words)
app = create_app(box_settings())
state_of(app).control_token = "token"
answer = app.test_client().post(greeting.greet.path, json={"name": "Nadia"}, headers={HEADER: "token"})
print(answer.get_json()["words"])
"""


@operation("count")
def count(box: Box, running: Running | None, first: int, last: int = 9) -> NoContent:
    """Count something.

    More about it.
    """
    return NoContent()


def test_an_operation_is_described_by_its_function_alone() -> None:
    assert isinstance(count, Operation)
    assert (count.name, count.details.__struct_fields__, count.result) == ("count", ("first", "last"), NoContent)
    assert (count.sentence, count.path) == ("Count something.", "/control/count")


def test_a_new_one_is_a_file_and_a_word_in_the_tuple(tmp_path: Path, settings: Settings) -> None:
    """In a copy of the package: the command line and the running application both know it."""
    copy = tmp_path / "code" / "kiosk"
    shutil.copytree(ROOT / "kiosk", copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "operations" / "greeting.py").write_text(GREETING, "utf-8")
    registry = copy / "operations" / "__init__.py"
    result = registry.read_text("utf-8").replace("OPERATIONS = (", "OPERATIONS = (greeting.greet,")
    registry.write_text(
        result.replace(
            "from kiosk.operations import", "from kiosk.operations import greeting\nfrom kiosk.operations import", 1
        ),
        "utf-8",
    )
    settings.paths.create()
    settings.paths.settings.write_text(READER.toml(settings), "utf-8")
    environment = {**os.environ, "KIOSK_DATA": str(settings.data), "PYTHONPATH": str(copy.parent)}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["Nadia, Mairie de Saint-Aubin"] * 2
    assert "greet" not in {operation.name for operation in OPERATIONS}
