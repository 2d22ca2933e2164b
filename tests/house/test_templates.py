"""Templates: each compiles and is used, each icon is there and is used, and pages are valid HTML."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.catalogue.define.procedures import USUAL_ICON
from scripts.source import ROOT, files, modules, strings
from tests.gallery.check_html import compile_templates, validate
from tests.gallery.shots.shots import shots
from tests.gallery.shots.town import Town, town
from tests.loaded import EVER, joined

TEMPLATES = ROOT / "templates"
NAMED = re.compile(
    r"""(?:{%-?\s*(?:extends|include|import|from)\s+|{{-?\s*standing(?:_form)?\()['"]([\w/.-]+\.html)['"]"""
)
KIND = re.compile(r"(fields|hub/connectors)/[a-z]\w*\.html")
ICONS = frozenset((ROOT / "static" / "icons.txt").read_text("utf-8").split())
PALETTE = frozenset(re.findall(r"`([a-z0-9-]+)`", (ROOT / "docs" / "procedures.md").read_text("utf-8")))
"""What a town hall may give its procedures."""


IMPORTS = re.compile(r"{%-?\s*from\s+'[\w/.-]+'\s+import\s+([\w\s,]+?)(?:with context)?\s*-?%}")


def all_templates() -> dict[str, str]:
    return {path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in files("templates", ".html")}


WHOLE = " ".join(all_templates().values())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("town")) as made:
        yield made


def test_every_template_compiles(place: Town) -> None:
    """The walk validates the pages that they make (tests/journeys/walked.py)."""
    compile_templates(place.app, of_hub=False)
    compile_templates(place.central.app, of_hub=True)


def test_an_invalid_page_is_noticed(place: Town, tmp_path: Path) -> None:
    page = next(shots(place, "fr"))
    broken = type(page)("broken", page.path, 200, page.source.replace("<h1", "<h1 id='main'"), ())
    assert any("no-dup-id" in text for text in validate([broken], tmp_path / "pages"))


def test_every_template_is_shown_or_included_by_something() -> None:
    named = {name for source in all_templates().values() for name in NAMED.findall(source)}
    values = {node.value for module in modules().values() for node in strings(module.tree)}
    named |= {text for text in values if re.fullmatch(r"[\w/-]+\.html", text)}
    assert "fields/" in values, "the template of a question is named after its kind"
    unused = [name for name in all_templates() if name not in named and not KIND.fullmatch(name)]
    assert not unused
    assert named <= all_templates().keys(), named - all_templates().keys()


def test_every_macro_is_imported_or_called() -> None:
    sources = all_templates()
    imported = {
        word for source in sources.values() for names in IMPORTS.findall(source) for word in re.findall(r"\w+", names)
    }
    unused = [
        f"{name}: {macro}"
        for name, source in sources.items()
        for macro in re.findall(r"{%-?\s*macro\s+(\w+)\(", source)
        if macro not in imported and len(re.findall(rf"\b{macro}\(", source)) < 2 and f"part.{macro}(" not in WHOLE
    ]
    assert not unused, "nobody calls it"


def test_every_icon_that_is_shown_is_in_the_sprite() -> None:
    shown = {
        name
        for source in all_templates().values()
        for name in re.findall(r"(?:icon|picture)\(\s*'([a-z0-9-]+)'", source)
    }
    procedures = " ".join(path.read_text("utf-8") for path in files("kiosk/procedures", ".yaml"))
    shown |= set(re.findall(r"^icon: ([a-z0-9-]+)$", procedures, re.MULTILINE)) | {USUAL_ICON}
    assert shown <= ICONS, shown - ICONS
    assert len(shown) > 10


def test_every_icon_of_the_sprite_is_shown_or_offered() -> None:
    """The sprite travels with every first visit."""
    sources = [*all_templates().values(), *(path.read_text("utf-8") for path in files("kiosk", ".py", ".yaml"))]
    words = {word for source in sources for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", source)}
    assert words | PALETTE >= ICONS, ICONS - words - PALETTE


def test_every_style_sheet_and_script_is_asked_for() -> None:
    sources = " ".join(all_templates().values())
    written = [path.relative_to(ROOT / "static").as_posix() for path in files("static", ".css", ".js")]
    named = set(re.findall(r"asset\('((?:css|js)/[^']+)'\)", sources))
    assert not set(written) - frozenset().union(*(joined(path, EVER) for path in named))


def test_no_line_of_a_style_sheet_is_longer_than_one_of_code() -> None:
    lines = ((path, line) for path in files("static/css", ".css") for line in path.read_text("utf-8").splitlines())
    assert not [(path.name, line) for path, line in lines if len(line) > 120]


def test_no_template_builds_a_list_step_by_step() -> None:
    """Rows come from Python, or each is written where its loop is: `choice_of`, `table_line`, `answer`, `happening`."""
    building = re.compile(r"\.(?:append|extend|insert|update|add|pop|setdefault)\(")
    assert [name for name, source in all_templates().items() if building.search(source)] == []
