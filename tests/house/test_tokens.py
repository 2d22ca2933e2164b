"""The tokens of the stylesheets: each is defined and used, and the files that define them say what each is for."""

import re
from pathlib import Path

from scripts.source import ROOT, files

CSS = ROOT / "static" / "css"
DEFINED = re.compile(r"(?<![\w-])(--[a-z][\w-]*):")
USED = re.compile(r"var\((--[a-z][\w-]*)")
SET = re.compile(r"setProperty\(\"(--[a-z][\w-]*)\"")


def uncommented(path: Path) -> str:
    """A stylesheet or a script without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


def in_sheets(pattern: re.Pattern[str]) -> set[str]:
    """Every token that this pattern finds in a stylesheet."""
    return {token for path in files("static/css", ".css") for token in pattern.findall(uncommented(path))}


def test_every_token_that_is_used_is_defined() -> None:
    assert in_sheets(USED) <= in_sheets(DEFINED)


def test_every_token_that_is_defined_is_used() -> None:
    drawn = {token for path in files("static", ".svg") for token in USED.findall(path.read_text("utf-8"))}
    assert in_sheets(DEFINED) <= in_sheets(USED) | drawn


def test_a_script_sets_no_other_token() -> None:
    assert {token for path in files("static/js", ".js") for token in SET.findall(uncommented(path))} <= in_sheets(
        DEFINED
    )


def test_the_files_of_tokens_open_with_their_roles() -> None:
    """Each token stands in the comment at the top: whole, or as `-ending` after its family."""
    for name in ("colours.css", "tokens.css"):
        source = (CSS / name).read_text("utf-8")
        assert source.startswith("/* ")
        opening = source[: source.index("*/")]
        for token in DEFINED.findall(uncommented(CSS / name)):
            family, _, ending = token.removeprefix("--").partition("-")
            result = token in opening or (
                f"--{family}" in opening and all(part in opening for part in ending.split("-"))
            )
            assert result, f"{name} does not say what {token} is for"
