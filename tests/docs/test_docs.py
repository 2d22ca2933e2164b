"""What is written is true: the pages' settings, commands, files and procedure."""

import re
from dataclasses import fields
from pathlib import Path

import click
from babel.messages.pofile import read_po

from hub.settings import HubSettings
from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.catalogue.define.procedures import PROCEDURE_KEYS
from kiosk.cli import main
from kiosk.settings import Settings
from scripts.reference import FOLDER, sentence, tables, written
from scripts.reference import WIRE as WIRE
from scripts.reference import written_wire as with_wire_tables
from scripts.source import ROOT, modules
from tests.docs.named_tests import NAMED, missing, rows

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
HISTORY = ("decisions",)
"""Pages that say what was true on a day."""
TODAY = [page for page in PAGES if not set(HISTORY) & set(page.relative_to(ROOT).parts)]
DOCS = [*PAGES, ROOT / "CHANGELOG.md"]


def code_of(page: Path) -> list[str]:
    """Each line of code of a page: between backquotes, in a block or indented."""
    text = re.sub(r"```(?:yaml|toml|json|mermaid|python)\n.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"^ {4,}(?![-*|])(\S.*)$", text, re.MULTILINE)
    return [line.split(" #")[0] for line in lines] + re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def typed_commands(page: Path) -> list[list[str]]:
    """Each `kiosk …` of a page as the words that are typed after `kiosk`."""
    typed = []
    for line in code_of(page):
        for command in re.findall(r"(?:^|[\s/])kiosk( [^&|;>]+)", line):
            typed.append(re.findall(r'"[^"]*"|\S+', command))
    return typed


def fault_of(words: list[str]) -> str:
    """What is wrong with a command as it is written, "" if nothing."""
    command: click.Command = main
    known: set[str] = {"--help"}
    while True:
        known |= {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
        if not isinstance(command, click.Group) or not words or words[0].startswith(("-", "…", "[")):
            break
        try:
            name, found, rest = command.resolve_command(click.Context(command), list(words))
        except click.UsageError as fault:
            return f"{' '.join(words)}: {fault.message}"
        assert found is not None, name
        command, words = found, rest
    unknown = [word for word in words if re.match(r"--?[a-z]", word) and word.split("=")[0] not in known]
    if "--" in words or command.ignore_unknown_options:
        return ""
    return f"{command.name} has no {unknown}" if unknown else ""


def test_the_tables_of_the_reference_are_those_of_the_code() -> None:
    """`python -m scripts.reference` writes them."""
    stale = [
        page.name for page in sorted(FOLDER.glob("*.md")) if written(page.read_text("utf-8")) != page.read_text("utf-8")
    ]
    assert not stale, "docs/reference is not current: python -m scripts.reference"


def test_the_tables_of_the_wire_are_those_of_its_types() -> None:
    """`python -m scripts.reference` writes them."""
    text = WIRE.read_text("utf-8")
    assert with_wire_tables(text) == text, "docs/wire.md is not current: python -m scripts.reference"
    assert text.count("| field | value |") > 40


def test_every_table_stands_on_a_page() -> None:
    text = " ".join(page.read_text("utf-8") for page in FOLDER.glob("*.md"))
    assert [name for name in tables() if text.count(f"<!-- /{name} -->") != 1] == []


def test_every_setting_has_its_sentence_and_is_read_by_something() -> None:
    code = " ".join(module.path.read_text("utf-8") for module in modules().values())
    for of in (Settings, HubSettings):
        for field in fields(of):
            assert sentence(field).endswith("."), field.name
            assert re.search(rf"\.{field.name}\b", code), f"nothing reads {field.name}"


def test_every_command_says_what_it_does() -> None:
    def silent(group: click.Group, before: str) -> list[str]:
        names = [f"{before} {name}" for name, command in group.commands.items() if not (command.help or "").strip()]
        for name, command in group.commands.items():
            names += silent(command, f"{before} {name}") if isinstance(command, click.Group) else []
        return names

    assert silent(main, "kiosk") == []


def test_every_command_and_option_that_is_written_exists() -> None:
    faults = [f"{page.name}: {fault}" for page in TODAY for words in typed_commands(page) if (fault := fault_of(words))]
    assert faults == []


def test_a_command_that_is_gone_is_noticed() -> None:
    assert fault_of(["seutp"]) and fault_of(["backup", "--nowhere", "FILE"]) and fault_of(["hub", "keys", "burn"])
    assert not fault_of(["hub", "site", "SA", '"Mairie de Saint-Aubin"']) and not fault_of(["run", "--port", "8600"])


def test_nobody_is_told_to_install_by_bare_name() -> None:
    """The name `parvis` on a registry is not ours: what it gives there is a stranger's program."""
    bare = re.compile(r"pip install (?:-\S+ )*'?\"?parvis\b")
    assert [page.name for page in DOCS if bare.search(page.read_text("utf-8"))] == []


def test_every_make_target_that_is_written_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for path in DOCS:
        named = set(re.findall(r"(?:`|^    )make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE))
        assert named <= targets, f"{path.name}: {named - targets}"


def test_every_program_that_is_written_exists() -> None:
    for path in (*DOCS, ROOT / "Makefile"):
        for named in re.findall(r"python -m ((?:trials|scripts|tests)[\w.]*)", path.read_text("utf-8")):
            place = ROOT / named.rstrip(".").replace(".", "/")
            assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), f"{path.name}: {named}"


def test_what_runs_a_browser_installs_it_first_as_on_a_fresh_clone() -> None:
    rules = re.findall(r"^([a-z-]+):.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    needy = {
        name: recipe for name, recipe in rules if "trials." in recipe or re.search(r"-m pytest(?! --fast)", recipe)
    }
    assert {"test", "bench", "trials"} <= needy.keys()
    assert [name for name, recipe in needy.items() if "services.sh" not in recipe and name != "check-pages"] == []


def test_the_first_procedure_of_the_guide_is_one(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "procedures.md").read_text("utf-8")
    yaml = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)[0]
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
        for named in re.findall(
            r"`((?:kiosk|hub|printers|trials|templates|static|tests|scripts|docs|translations)/[\w/.-]+)`", text
        ):
            assert (ROOT / named).exists() or (ROOT / f"{named}.py").exists(), f"{path.name} names {named}"


def test_the_code_of_the_walk_stands_in_the_code() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    walk = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0]
    code = (ROOT / "kiosk" / "services" / "drafts" / "submit_case.py").read_text("utf-8").splitlines()
    assert {line.strip() for line in walk.splitlines()} <= {line.strip() for line in code}
    assert len(text.split()) <= 1500, "docs/architecture.md is read in ten minutes"


def test_every_key_of_a_procedure_is_explained() -> None:
    guide = (ROOT / "docs" / "procedures.md").read_text("utf-8")
    assert not [key for key in PROCEDURE_KEYS if f"`{key}`" not in guide]


def test_a_decision_is_one_page_with_its_four_parts() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        text = path.read_text("utf-8")
        assert len(text.split()) <= 450, path.name
        for part in ("Context", "Decision", "Costs", "Would change it"):
            assert f"\n**{part}" in text, f"{path.name} has no {part}"


def test_each_attack_on_what_is_published_names_the_tests_that_hold_it() -> None:
    for row in rows("threats.md"):
        assert NAMED.search(row[3]) and not missing(row[3]), row


def test_every_decision_that_is_named_has_its_page() -> None:
    there = {int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("0*.md")}
    for folder in ("docs", "kiosk", "hub", "printers", "static/js", "tests", "trials", "scripts"):
        for path in (ROOT / folder).rglob("*.*"):
            if path.suffix in (".md", ".py", ".js"):
                named = re.findall(r"\b[Dd]ecision\s+(\d+)\b", path.read_text("utf-8"))
                assert {int(number) for number in named} <= there, path.relative_to(ROOT)


def test_every_button_that_a_page_names_is_on_a_screen() -> None:
    """What stands in bold in the pages for people who are no developers are the words of a screen."""
    shown = set()
    for domain, part in (("messages", "id"), ("words", "string")):
        language = "en" if domain == "messages" else "fr"
        with (ROOT / "translations" / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
            shown |= {str(getattr(message, part)) for message in read_po(file)}
    for page in TODAY:
        if page.parent.name in ("desk", "town-hall"):
            named = set(re.findall(r"\*\*([^*]+?)\.?\*\*", page.read_text("utf-8")))
            assert {words for words in named if words not in shown} == set(), page.name
