"""Each folder of one thing a file has a tuple that names them all, and their names stand nowhere else."""

import ast
import re
from importlib import import_module

from flask import Blueprint

from kiosk.connectors.destinations import CONNECTORS
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.hub.screens import SCREENS as HUB_SCREENS
from kiosk.operations import OPERATIONS
from kiosk.operations.operation import Operation
from kiosk.screens import SCREENS
from kiosk.services.papers.kinds import PAPERS
from kiosk.services.papers.paper import Paper
from kiosk.words.words import Words
from printers.carriers import CARRIERS
from printers.renderers import RENDERERS
from scripts.source import ROOT, below, files, modules, strings

ALSO_THERE = {"kiosk.domain.answers.fields": {"kind", "registry"}, "kiosk.operations": {"operation"}}
"""Modules of a folder that are no member: what every member promises, and how one is looked up."""
NO_DESTINATION = {
    "hub": "what a box speaks to its hub, and takes answers from (decision 53)",
    "oidc": "asks who somebody is",
}
"""Folders of connectors that are no destination of a hub, and why."""
KIND_NAMED = {
    "kiosk/domain/events/submission.py": "documents travel beside the answers, each with its state",
    "kiosk/domain/answers/fields/registry.py": "looks one up",
    "kiosk/screens/desk/legal_date.py": "a question of the house's own: which day is it",
    "kiosk/screens/mandates/new_mandate.py": "a question of the house's own: when was the person born",
}
"""Where a kind of question is named outside its own files, and why."""


def members(package: str) -> set[str]:
    """The modules of a folder that should be in its tuple."""
    inside = {name.removeprefix(f"{package}.") for name in modules() if below(name, (package,)) and name != package}
    return {name for name in inside if "." not in name} - ALSO_THERE.get(package, set())


def test_every_kind_of_question_is_in_the_tuple_and_named_by_its_file() -> None:
    assert {kind.kind for kind in KINDS} == members("kiosk.domain.answers.fields")
    assert len({kind.kind for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert type(kind).__module__ == f"kiosk.domain.answers.fields.{kind.kind}"
        assert kind.label, f"{kind.kind} says what it is"
        own = kind.answers and not kind.repeats
        assert own == bool(kind.parts), f"{kind.kind}: what answers by itself has parts, and nothing else has"
        assert all(option.name and option.sentence.endswith(".") for option in kind.options), kind.kind
        assert kind_of(kind.kind) is kind


def test_every_screen_is_in_the_tuple_and_named_by_its_file() -> None:
    rooms = {path.name for path in (ROOT / "kiosk" / "screens").iterdir() if (path / "__init__.py").exists()}
    known = {f"kiosk.screens.{room}.{name}" for room in rooms for name in members(f"kiosk.screens.{room}")}
    assert {screen.__name__ for screen in SCREENS} == known
    for module in SCREENS:
        assert isinstance(module.screen, Blueprint)
        assert module.screen.name == module.__name__.rpartition(".")[2]


def test_every_screen_of_the_hub_is_in_the_tuple_and_named_by_its_file() -> None:
    rooms = {"kiosk.hub.screens.public", "kiosk.hub.screens.work"}
    known = {f"{folder}.{name}" for folder in ("kiosk.hub.screens", *rooms) for name in members(folder)} - rooms
    assert {screen.import_name for screen in HUB_SCREENS} == known
    assert all(screen.import_name.rpartition(".")[2] == screen.name for screen in HUB_SCREENS)


def test_every_operation_is_in_the_tuple_and_describes_itself() -> None:
    assert {operation.run.__module__ for operation in OPERATIONS} == {
        f"kiosk.operations.{name}" for name in members("kiosk.operations")
    }
    written = [
        value
        for name in members("kiosk.operations")
        for value in vars(import_module(f"kiosk.operations.{name}")).values()
        if isinstance(value, Operation)
    ]
    assert sorted(map(id, written)) == sorted(map(id, OPERATIONS)), "each once, and none forgotten"
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS)
    for operation in OPERATIONS:
        assert operation.sentence.endswith("."), operation.name
        for kind in (operation.details, operation.result):
            assert kind.__dataclass_params__.frozen and kind.__doc__.strip().endswith("."), (operation.name, kind)


def test_an_operation_is_named_only_in_its_own_file() -> None:
    """Commands and the application know it by its function."""
    names = {operation.path for operation in OPERATIONS}
    assert not {
        f"{module.where}: {node.value}"
        for module in modules().values()
        for node in strings(module.tree)
        if node.value in names
    }


def test_every_paper_is_in_the_tuple_and_describes_itself() -> None:
    written = [
        value
        for name in sorted(members("kiosk.services.papers.kinds"))
        for value in vars(import_module(f"kiosk.services.papers.kinds.{name}")).values()
        if isinstance(value, Paper)
    ]
    assert sorted(map(id, written)) == sorted(map(id, PAPERS)), "each once, and none forgotten"
    assert {paper.make.__module__ for paper in PAPERS} == {
        f"kiosk.services.papers.kinds.{name}" for name in members("kiosk.services.papers.kinds")
    }
    kinds = [paper.kind for paper in PAPERS]
    assert len(set(kinds)) == len(kinds)
    for paper in PAPERS:
        assert paper.make.__doc__ and set(paper.stands_for) | {paper.counted_as or paper.kind} <= set(kinds), paper.kind


def test_a_paper_is_named_only_in_its_own_file() -> None:
    """What queues, finds or compares one knows it by its module; only an address in a page spells it."""
    kinds = {paper.kind for paper in PAPERS}
    asked = {
        "queue",
        "print_again",
        "slip_of_kind",
        "for_job",
        "find",
        "paper_of",
        "is_in",
        "in_place_of",
        "is_asked_for",
    }
    wrong = [
        f"{module.where}:{node.lineno}"
        for module in modules().values()
        if below(module.name, ("kiosk",)) and not below(module.name, ("kiosk.services.papers.kinds", "kiosk.hub"))
        for node in ast.walk(module.tree)
        if kinds & set(kinds_in(node))
        or (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).rpartition(".")[2] in asked
            and any(isinstance(arg, ast.Constant) and arg.value in kinds for arg in node.args)
        )
    ]
    assert not wrong


def test_every_carrier_is_in_the_tuple_and_describes_itself() -> None:
    assert {carrier.__module__ for carrier in CARRIERS} == {
        f"printers.carriers.{name}" for name in members("printers.carriers")
    }
    assert {carrier.kind for carrier in CARRIERS} == members("printers.carriers")
    for carrier in CARRIERS:
        assert carrier.label
        assert all(setting.name and setting.sentence.endswith(".") for setting in carrier.settings), carrier.kind


def test_every_renderer_s_module_is_in_the_tuple_and_each_describes_itself() -> None:
    assert {type(renderer).__module__ for renderer in RENDERERS} == {
        f"printers.renderers.{name}" for name in members("printers.renderers")
    }
    assert len({renderer.kind for renderer in RENDERERS}) == len(RENDERERS)
    assert all(renderer.kind and renderer.label and "/" in renderer.media_type for renderer in RENDERERS)


def test_every_connector_is_in_the_tuple_and_has_its_folder_its_page_and_its_words() -> None:
    folders = {
        path.parent.name for path in (ROOT / "kiosk" / "connectors").glob("*/__init__.py")
    } - NO_DESTINATION.keys()
    assert {connector.kind for connector in CONNECTORS} == folders
    words = Words("fr")
    for connector in CONNECTORS:
        assert connector.__module__ == f"kiosk.connectors.{connector.kind}.{connector.kind}"
        assert (ROOT / "templates" / "hub" / "connectors" / f"{connector.kind}.html").exists()
        assert connector.label and connector.most >= 1
        for setting in connector.settings:
            assert setting.name and setting.sentence.endswith("."), setting
            assert words.has("connector-setting", f"{connector.kind}.{setting.name}"), setting


def test_a_connector_is_named_only_in_its_own_files() -> None:
    names = {connector.kind for connector in CONNECTORS}
    assert not {
        f"{module.where}: {node.value}"
        for module in modules().values()
        if not below(module.name, tuple(f"kiosk.connectors.{name}" for name in names))
        for node in strings(module.tree)
        if node.value in names
    }


def test_a_kind_of_question_is_named_only_in_its_own_files() -> None:
    names = {kind.kind for kind in KINDS}
    places = {
        module.where
        for module in modules().values()
        if not below(module.name, tuple(f"kiosk.domain.answers.fields.{name}" for name in names))
        for node in ast.walk(module.tree)
        if names & set(kinds_in(node))
    }
    pattern = re.compile(r"""kind\s*(?:==|!=|in)\s*\(?['"]([\w-]+)['"]""")
    places |= {
        path.relative_to(ROOT).as_posix()
        for path in files("templates", ".html")
        if path.parent.name != "fields" and "_parts" not in path.parts
        if names & set(pattern.findall(path.read_text("utf-8")))
    }
    assert places <= KIND_NAMED.keys(), places - KIND_NAMED.keys()


def test_a_carrier_is_named_only_in_its_own_file_and_as_the_default() -> None:
    names = {carrier.kind for carrier in CARRIERS}
    places = {
        module.where
        for module in modules().values()
        if not below(module.name, ("printers.carriers",))
        for node in ast.walk(module.tree)
        if names & set(kinds_in(node))
    }
    assert not places


def kinds_in(node: ast.AST) -> list[str]:
    """The names that a comparison with some `.kind`, or a call that looks one up, speaks of."""
    if isinstance(node, ast.Compare) and "kind" in ast.unparse(node.left).rpartition(".")[2]:
        return [inner.value for part in node.comparators for inner in ast.walk(part) if isinstance(inner, ast.Constant)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("kind_of", "Field"):
        return [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
    return []
