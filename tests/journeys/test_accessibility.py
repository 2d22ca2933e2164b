"""Every screen in every state, in a real browser, at the three sizes of LOOK: nothing that axe, a finger or a narrow
window would stumble over, and nothing asked of another machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.gallery.central import hub_shots
from tests.gallery.shots import Shot, shots
from tests.gallery.town import town
from tests.journeys.looking import Eyes, overflowing, told, too_small, wrong

SIZES = ((1080, 1920), (1280, 800), (390, 844))


@pytest.fixture(scope="module", params=["fr", "en", "hub"])
def gallery(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[list[Shot], FlaskClient]]:
    """All pages of the box in one language, or those of the hub; and the application that serves their files."""
    with town(tmp_path_factory.mktemp("town")) as place:
        taken = list(shots(place, "fr" if request.param == "hub" else request.param))
        if request.param == "hub":
            taken = list(hub_shots(place))
        yield taken, place.app.test_client()


def test_every_screen_is_for_everyone(gallery: tuple[list[Shot], FlaskClient], chrome: Browser) -> None:
    taken, client = gallery
    eyes = Eyes(chrome, client)
    faults: dict[str, list[str]] = {}
    page = eyes.open()
    for shot in taken:
        eyes.show(page, shot)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            if found := [*wrong(page), *overflowing(page), *too_small(page)]:
                faults[f"{shot.name} {width}×{height}"] = found
    page.context.close()
    assert not faults, told(faults)
    assert eyes.strangers == [], "only this machine is asked for anything"


def test_these_eyes_see(tmp_path: Path, chrome: Browser) -> None:
    """A page spoilt on purpose is not let through."""
    with town(tmp_path) as place:
        shot, client = next(shots(place, "fr")), place.app.test_client()
    eyes = Eyes(chrome, client)
    page = eyes.open(390, 844)
    eyes.show(page, shot)
    assert page.evaluate("getComputedStyle(document.querySelector('main')).display") != "block", "styles are there"
    page.evaluate("""() => {
      document.querySelector('main').insertAdjacentHTML('beforeend',
        '<p id="pale">Gris sur gris</p><button id="tiny">Petit</button><div id="wide">Large</div><input id="mute">' +
        '<img src="https://elsewhere.example/pixel.png" alt="">');
      const set = (id, style) => Object.assign(document.getElementById(id).style, style);
      set('pale', {color: '#888', background: '#fff'});
      set('tiny', {width: '20px', height: '20px', minHeight: '0', padding: '0'});
      set('wide', {width: '999px'});
    }""")
    page.wait_for_function("document.images[0].complete")
    said = " ".join(wrong(page))
    assert "color-contrast" in said
    assert "label" in said
    assert any("tiny" in each for each in too_small(page))
    assert overflowing(page)
    assert eyes.strangers == ["https://elsewhere.example/pixel.png"]
    page.context.close()
