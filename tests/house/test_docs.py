"""What is written is true: the README's settings, commands, files and procedure, and the ways of the wire."""

import re
from dataclasses import fields
from pathlib import Path

import click

from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.catalogue.define.procedures import KEYS
from kiosk.cli import main
from kiosk.hub.settings import HubSettings
from kiosk.settings import Settings
from scripts.readme import sentence, written
from scripts.source import ROOT, modules

README = (ROOT / "README.md").read_text("utf-8")
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands(group: click.Group, before: str = "kiosk") -> set[str]:
    """Every command as it is typed."""
    results = set()
    for name, command in group.commands.items():
        results.add(f"{before} {name}")
        if isinstance(command, click.Group):
            results |= commands(command, f"{before} {name}")
    return results


def test_the_settings_of_the_readme_are_the_settings() -> None:
    """`python scripts/readme.py` writes them."""
    assert written(README) == README


def test_every_setting_has_its_sentence_and_is_read_by_something() -> None:
    code = " ".join(module.path.read_text("utf-8") for module in modules().values())
    for of in (Settings, HubSettings):
        for field in fields(of):
            assert sentence(field).endswith("."), field.name
            assert re.search(rf"\.{field.name}\b", code), f"nothing reads {field.name}"


def test_every_command_is_in_the_readme_and_says_what_it_does() -> None:
    typed = README.replace("`", " ")
    groups = {
        "kiosk citizen",
        "kiosk mediator",
        "kiosk printers",
        "kiosk privacy",
        "kiosk procedures",
        "kiosk journal",
        "kiosk translate",
    }
    missing = [command for command in commands(main) - groups if not re.search(rf"{command}\b", typed)]
    assert not missing
    silent = [name for name, command in main.commands.items() if not (command.help or "").strip()]
    assert not silent


def test_every_command_that_is_written_somewhere_exists() -> None:
    known = commands(main)
    for path in DOCS:
        named = re.findall(r"(?:^    |`)(kiosk [a-z]+)", path.read_text("utf-8"), re.MULTILINE)
        assert set(named) <= known, f"{path.name}: {set(named) - known}"


def test_every_make_target_that_is_written_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for path in DOCS:
        named = set(re.findall(r"(?:`|^    )make ([a-z]+)", path.read_text("utf-8"), re.MULTILINE))
        assert named <= targets, f"{path.name}: {named - targets}"


def test_the_procedure_of_the_readme_is_one(tmp_path: Path) -> None:
    (yaml,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert len(yaml.strip().splitlines()) == 12
    (tmp_path / "composteur.yaml").write_text(yaml, "utf-8")
    catalogue = open_catalogue([tmp_path])
    assert not catalogue.faults, catalogue.faults
    assert [procedure.id for procedure in catalogue.procedures] == ["composteur"]


def test_every_file_and_page_that_is_written_exists() -> None:
    for path in DOCS:
        text = path.read_text("utf-8")
        for named in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (path.parent / named).exists(), f"{path.name} leads to {named}"
        if path.name == "moved.md":
            text = re.sub(r"^\| `[^`]+` ", "", text, flags=re.MULTILINE)  # its first column is what was
        for named in re.findall(
            r"`((?:kiosk|printers|gallery|trials|templates|static|tests|scripts|docs|translations)/[\w/.-]+)`", text
        ):
            assert (ROOT / named).exists(), f"{path.name} names {named}"


def test_every_key_of_a_procedure_is_explained() -> None:
    guide = (ROOT / "docs" / "procedures.md").read_text("utf-8")
    assert not [key for key in KEYS if f"`{key}`" not in guide]


def test_a_decision_is_one_page_with_its_four_parts() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        text = path.read_text("utf-8").lower()
        assert len(text.splitlines()) <= 60, path.name
        for part in ("context", "decision", "consequences", "alternatives"):
            assert part in text, f"{path.name} has no {part}"
