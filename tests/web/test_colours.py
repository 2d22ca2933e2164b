"""The colours of every mode, two by two, as `static/css/colours.css` says them."""

import re

import pytest

from kiosk.domain.screen.measure import STEPS
from kiosk.domain.screen.station import CHOICES
from scripts.source import ROOT, files

CSS = ROOT / "static" / "css"
BLOCK = re.compile(r"^ *([^{}\n@/]+?) \{\n((?: +[\w-]+: [^\n]+\n)+) *\}", re.MULTILINE)
TEXT = (
    *(("text", surface) for surface in (
        "surface", "surface-raised", "surface-neutral", "surface-accent", "surface-active",
        "surface-info", "surface-success", "surface-warning", "surface-danger",
    )),
    *(("text-muted", surface) for surface in ("surface", "surface-raised")),
    *(("action", surface) for surface in ("surface", "surface-raised", "surface-accent", "surface-active")),
    *(
        (status, surface) for status in ("info", "success", "warning", "danger")
        for surface in (f"surface-{status}", "surface", "surface-raised")
    ),
    ("on-action", "action"), ("on-action-active", "action-active"),
    ("on-inverse", "surface-inverse"), ("on-highlight", "highlight"),
)  # fmt: skip
"""What is read, and on what."""
SHAPES = (
    *((border, surface) for border in ("border-control", "border-strong") for surface in ("surface", "surface-raised")),
    *((shape, surface) for shape in ("action", "icon") for surface in ("surface", "surface-raised")),
    ("focus-inner", "focus-outer"),
)
"""What tells where a control is, and where the focus is: 3:1 (WCAG 1.4.11)."""
LEAST = {"warm": 7, "black-on-white": 21, "white-on-black": 21, "low-glare": 4.6}
MOST = {"warm": 21, "black-on-white": 21, "white-on-black": 21, "low-glare": 6.5}


def blocks() -> list[tuple[str, dict[str, str]]]:
    """Every block of the file: whom it is for, and its tokens."""
    source = re.sub(r"/\*.*?\*/", "", (CSS / "colours.css").read_text("utf-8"), flags=re.DOTALL)
    result = BLOCK.findall(source)
    return [(who.strip(), dict(re.findall(r"([\w-]+): ([^;]+);", body))) for who, body in result]


def modes() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = {mode: {} for mode in CHOICES["colours"]}
    for who, tokens in blocks():
        for mode in re.findall(r'data-comfort~="([\w-]+)"', who):
            told[mode] |= {name.removeprefix("--"): value for name, value in tokens.items()}
    return {mode: {name: _colour(value, tokens) for name, value in tokens.items()} for mode, tokens in told.items()}


def _colour(value: str, tokens: dict[str, str]) -> str:
    named = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return tokens[named[1]] if named else value


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert ratio("#000", "#fff") == pytest.approx(21)
    assert ratio("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


def test_every_mode_has_every_name() -> None:
    names = {mode: set(tokens) - {"ink", "paper"} for mode, tokens in modes().items()}
    assert len(names["warm"]) >= 25
    assert all(name == names["warm"] for name in names.values()), names


@pytest.mark.parametrize("mode", CHOICES["colours"])
def test_what_is_read_is_read_in_every_mode(mode: str) -> None:
    colours = modes()[mode]
    by_pair = {pair: ratio(colours[pair[0]], colours[pair[1]]) for pair in TEXT}
    least, most = LEAST[mode] - 0.001, MOST[mode] + 0.001
    wrong = {pair: round(ratio, 2) for pair, ratio in by_pair.items() if not least <= ratio <= most}
    assert not wrong


@pytest.mark.parametrize("mode", CHOICES["colours"])
def test_what_is_pressed_and_where_the_focus_is_are_told_by_their_edges(mode: str) -> None:
    colours = modes()[mode]
    assert not {pair: result for pair in SHAPES if (result := ratio(colours[pair[0]], colours[pair[1]])) < 3}


@pytest.mark.parametrize("mode", CHOICES["colours"])
@pytest.mark.parametrize("surface", ["surface", "surface-raised", "surface-inverse", "highlight", "action"])
def test_the_focus_shows_on_every_surface(mode: str, surface: str) -> None:
    colours = modes()[mode]
    assert max(ratio(colours["focus-inner"], colours[surface]), ratio(colours["focus-outer"], colours[surface])) >= 3


def test_two_colours_are_two() -> None:
    for mode in ("black-on-white", "white-on-black"):
        assert set(modes()[mode].values()) - {"light", "dark"} == {"#000", "#fff"}, mode


def test_a_system_that_asks_for_more_contrast_gets_black_on_white() -> None:
    """What a page wears that chose nothing: the last block that means every page, and whose query holds."""
    source = (CSS / "colours.css").read_text("utf-8")
    always, _, otherwise = source.partition("@media not all and (prefers-contrast: more)")
    assert [':where(:root), [data-comfort~="black-on-white"]' in part for part in (always, otherwise)] == [True, False]
    assert [':where(:root), [data-comfort~="warm"]' in part for part in (always, otherwise)] == [False, True]
    assert source.count(":root") == 2


def test_no_other_sheet_has_a_colour_of_its_own() -> None:
    """A rule that names a colour would stay behind when the mode changes; what cameras read and pictograms stay on
    white, and the screen of who does not want to be seen black."""
    named = re.compile(r"(?<![\w-])(#[0-9a-f]{3,8}|rgba?\([^)]*\)|white|black)(?![\w-])")
    allowed = {
        ("records.css", "#fff"),
        ("pictures.css", "#fff"),
        ("keys.css", "rgb(0 0 0 / 40%)"),
        ("alone.css", "rgb(0 0 0)"),
    }
    results = set()
    for path in files("static/css", ".css"):
        source = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        values = re.sub(r"var\(--[\w-]+\)|--[\w-]+(?=:)|url\([^)]*\)", "", source)
        results |= {(path.name, element) for element in named.findall(" ".join(re.findall(r":[^;{}]+;", values)))}
    assert {row for row in results if row[0] != "colours.css"} == allowed


def test_the_sheet_grows_by_the_steps_of_the_measure() -> None:
    source = (CSS / "comfort.css").read_text("utf-8")
    grown = re.findall(r'data-comfort~="([\w-]+)"\] \{ --scale-text: ([\d.]+);', source)
    assert {name: float(step) for name, step in grown} == STEPS
