"""The classes of pages: each that a stylesheet or a script names is on some page."""

import re

from scripts.source import ROOT, files

ASKED = re.compile(r"(?:querySelector(?:All)?|closest|matches)(?:\?\.)?\(\s*([\"'`])(.*?)\1")
QUOTED = re.compile(r"([\"'`])((?:(?!\1).)*)\1")
CLASS = re.compile(r"\.([a-z][\w-]*)")


def uncommented(source: str) -> str:
    """A stylesheet or a script without its comments."""
    return re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)


def given() -> set[str]:
    """Every quoted word of templates, scripts and the web floor: what can stand in a `class`."""
    places = (("templates", ".html"), ("static/js", ".js"), ("kiosk/web", ".py"), ("kiosk/http", ".py"))
    sources = (uncommented(path.read_text("utf-8")) for folder, ending in places for path in files(folder, ending))
    quoted = (text for source in sources for _, text in QUOTED.findall(source))
    return {word for text in quoted for word in re.findall(r"(?<![\w.-])[a-z][\w-]*", text)}


def test_a_class_that_a_stylesheet_names_is_on_some_page() -> None:
    sheets = " ".join(uncommented(path.read_text("utf-8")) for path in files("static/css", ".css"))
    rules = re.sub(r"\"[^\"]*\"", "", sheets)
    named = {name for rule in re.findall(r"([^{};]+)\{", rules) for name in CLASS.findall(rule)}
    assert len(named) > 60
    assert named <= given(), named - given()


def test_a_class_that_a_script_looks_for_is_on_some_page() -> None:
    wanted = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in files("static/js", ".js")
        for _, selector in ASKED.findall(uncommented(path.read_text("utf-8")))
        for name in CLASS.findall(re.sub(r"\$\{[^}]*\}", "", selector))
    }
    assert len(wanted) > 10
    assert not {row for row in wanted if row[1] not in given()}
