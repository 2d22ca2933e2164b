"""House rules that a machine can see: sizes, names, sentences, dice, and who may catch everything."""

import ast
from pathlib import Path

from scripts.source import ROOT, below, files, modules, strings

MOST_LINES = 250
DRAWERS = frozenset({"utils", "util", "helpers", "common", "misc", "manager", "managers", "base"})
WISHES = frozenset({"models", "forms", "views", "logic"})
"""What Python files want to be called in other houses."""
DICE = frozenset({"time", "secrets", "uuid", "random"})
WATCHES = frozenset({"now", "utcnow", "today", "urandom", "getrandom"})
"""Attributes that, called on `datetime`, `date` or `os`, look at a watch or throw dice."""
MAY_THROW = {
    "kiosk.clock": "the one place",
    "kiosk.crypto.keys": "keys and salts: made before there is a clock, and never to be foretold by a test",
    "kiosk.crypto.sealing": "keys, salts and nonces: as above",
    "kiosk.demo": "waits for another process to start",
}
OUTERMOST = (
    "kiosk.services.loops.sync_loop",
    "kiosk.services.loops.beside",
    "kiosk.hub.decisions.leaving_loop",
    "kiosk.hub.outbox.loops",
)
"""Where a fault of ours may not end the work of all."""
MAY_SAY = {
    "kiosk.demo": "the names of the demonstration's town",
    "kiosk.words.languages": "each language in its own name, as an example",
    "kiosk.settings": "defaults and sentences of the README",
    "kiosk.catalogue.read.typography": "the signs it looks for",
    "kiosk.domain.language.spelling": "the signs it looks for",
    "kiosk.domain.speech": "what each language calls signs and letters, as its voice needs it written",
    "kiosk.domain.replies.message_template": "keys that staff type, as those of a procedure file are",
    "kiosk.domain.places.countries": "names that people give to countries",
    "kiosk.domain.answers.fields": "what a secretary calls each kind, and letters to look for",
}
"""Modules with words in their code, and why; a part of a name may stand for a package."""

MAY_LACK_MEMBERS = {
    ("kiosk.logs", "trace"): "a record of the standard library, to which only some calls of ours add a trace",
    ("kiosk.commands.browser", "SIGKILL"): "Windows has no such signal",
    ("kiosk.catalogue.check.extract", "name"): "a file of Babel's, which may have none",
    ("kiosk.catalogue.read.source", "problem"): "an error of PyYAML's, of which some kinds say nothing",
    ("kiosk.catalogue.read.source", "problem_mark"): "the same",
    ("kiosk.store.database", "reader"): "what belongs to one thread: empty in a new one",
    ("printers.carriers.file", "O_BINARY"): "only Windows has it",
}
"""Where `getattr` names a member that may be missing, as (module, member), and why: none of these objects is ours."""
RIDDLES = frozenset({"each", "one", "said", "found", "told", "held", "what"})
"""Names of loop variables that do not say what is looped over."""
WHERE_VIEWS_ARE = ("kiosk.screens", "kiosk.web", "kiosk.hub.screens", "kiosk.hub.web", "kiosk.hub.api")

MAY_GIVE_DICTS = {
    "kiosk.store.database.row": "any query's row, which the caller reads into a dataclass",
    "kiosk.store.database.rows": "as above",
}
"""Public functions of the store that give a row by the names of its columns, and why."""

OURS = [
    path
    for folder in ("kiosk", "printers", "gallery", "trials", "templates", "static", "tests", "scripts")
    for path in files(folder, ".py", ".html", ".css", ".js")
] + [ROOT / "assets.py"]


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {path.relative_to(ROOT).as_posix(): count for path in OURS if (count := lines(path)) > MOST_LINES}
    assert not long, f"over {MOST_LINES} lines: {long}"


def test_most_files_are_short() -> None:
    product = sorted(lines(path) for path in OURS if "tests" not in path.parts)
    assert product[len(product) // 2] <= 60, "half of the files have 60 lines or fewer"
    assert product[len(product) * 9 // 10] <= 150, "nine in ten have 150 or fewer"


def test_no_drawer_for_what_has_no_place() -> None:
    named = {path.stem.strip("_") for path in OURS} | {path.parent.name for path in OURS}
    assert not named & DRAWERS
    assert not {path.stem for path in OURS if path.suffix == ".py"} & WISHES


def test_a_package_holds_a_registry_and_nothing_else() -> None:
    wrong = [
        f"{module.where}: {ast.unparse(node)[:60]}"
        for module in modules().values()
        if module.path.name == "__init__.py"
        for node in module.tree.body
        if not isinstance(node, ast.ImportFrom | ast.Assign | ast.AnnAssign) and not is_docstring(node)
    ]
    assert not wrong


def test_every_module_and_whatever_it_offers_opens_with_a_sentence() -> None:
    """Views are told by their module: one screen, one sentence."""
    silent = [module.where for module in modules().values() if module.tree.body and not sentence(module.tree)]
    silent += [
        f"{module.where}:{node.lineno} {node.name}"
        for module in modules().values()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
        if not is_view(node) and not sentence(node)
    ]
    assert not silent


def test_only_the_clock_looks_at_a_watch_or_throws_dice() -> None:
    result = [
        f"{module.where}:{node.lineno}: {ast.unparse(node)[:60]}"
        for module in modules().values()
        if module.name not in MAY_THROW
        for node in ast.walk(module.tree)
        if throws(node)
    ]
    assert not result, "time, ids and randomness come in as arguments"


def test_whoever_may_throw_dice_still_does() -> None:
    for name in MAY_THROW:
        assert any(map(throws, ast.walk(modules()[name].tree))), f"{name} needs no exception any more"


def test_everything_is_caught_at_the_outermost_edges_only() -> None:
    names = [module.name for module in modules().values() for node in ast.walk(module.tree) if swallows(node)]
    assert sorted(names) == sorted(OUTERMOST)


def test_every_view_and_whatever_makes_its_answer_has_a_type() -> None:
    unsaid = [
        f"{module.where}:{node.lineno} {node.name}"
        for module in modules().values()
        if below(module.name, WHERE_VIEWS_ARE)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.returns is not None and ast.unparse(node.returns) == "Any"
    ]
    assert not unsaid, "a view gives back `ResponseReturnValue` of `flask.typing`, or exactly what it gives"


def test_what_a_value_is_is_said_once() -> None:
    """`kiosk.frozen.Frozen` makes it a frozen dataclass with slots; an abstract class has a metaclass of its own."""
    again = [
        f"{module.where}:{node.lineno} {node.name}"
        for module in modules().values()
        if below(module.name, ("kiosk",))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and "ABC" not in map(ast.unparse, node.bases)
        if any("frozen=True, slots=True" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]
    assert not again, "a value extends `Frozen`; its bases that do so already suffice"


def test_the_store_gives_rows_of_exact_types() -> None:
    result = {
        f"{module.name}.{node.name}"
        for module in modules().values()
        if below(module.name, ("kiosk.store",))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns is not None
        if any(
            kind in ast.unparse(node.returns) for kind in ("dict[str, Any]", "Mapping[str, Any]", "dict[str, object]")
        )
    }
    assert result == MAY_GIVE_DICTS.keys(), "a row is a frozen dataclass"


def test_no_sentence_for_a_person_stands_in_the_code() -> None:
    result = [
        f"{module.where}:{node.lineno}: {node.value!r}"
        for module in modules().values()
        if below(module.name, ("kiosk",)) and not below(module.name, tuple(MAY_SAY))
        for node in strings(module.tree)
        if " " in node.value.strip() and any(ord(text) > 127 and text.isalpha() for text in node.value)
    ]
    assert not result, "words live in translations"


def test_our_own_objects_declare_what_they_can_do() -> None:
    """A capability is a declared member with a default, which mypy checks; `getattr` would hide a wrong name."""
    pairs = {
        (module.name, node.args[1].value)
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "getattr" and len(node.args) == 3
        if isinstance(node.args[1], ast.Constant)
    }
    assert pairs == MAY_LACK_MEMBERS.keys()


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def is_view(node: ast.ClassDef | ast.FunctionDef) -> bool:
    """Registered with a blueprint, so named by its screen."""
    return any(ast.unparse(decorator).split(".")[0] in SCREEN_NAMES for decorator in node.decorator_list)


SCREEN_NAMES = frozenset(
    {"screen", "api"} | {path.stem for path in files("kiosk/hub/screens", ".py") if path.stem != "__init__"}
)


def sentence(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> bool:
    """Whether its docstring opens with a sentence: a capital or a name, and a full stop."""
    result = (ast.get_docstring(node) or "").split("\n\n")[0].strip()
    return bool(result) and any(letter in result for letter in ".?:")


def throws(node: ast.AST) -> bool:
    """Whether it looks at a watch or throws dice; `datetime.time` is a time of day, not the module."""
    if isinstance(node, ast.ImportFrom) and node.module == "datetime":
        return False
    if isinstance(node, ast.Import | ast.ImportFrom):
        return bool(({alias.name for alias in node.names} | {getattr(node, "module", "")}) & DICE)
    called = node.func if isinstance(node, ast.Call) else None
    return (
        isinstance(called, ast.Attribute)
        and called.attr in WATCHES
        and ast.unparse(called.value) in ("datetime", "date", "os")
    )


def swallows(node: ast.AST) -> bool:
    """Whether it catches everything and does not raise it again."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    everything = node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
    return everything and not isinstance(node.body[-1], ast.Raise)


def test_a_loop_variable_is_named_by_its_thing() -> None:
    riddles = [
        f"{path.relative_to(ROOT).as_posix()}:{name.lineno}: {name.id}"
        for path in OURS
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.For | ast.comprehension)
        for name in ast.walk(node.target)
        if isinstance(name, ast.Name) and name.id in RIDDLES
    ]
    assert not riddles, "what one of them is: `case`, `row`, `page`"
