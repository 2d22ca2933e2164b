"""A screen that many people see: what is covered, what comes back, and what stays when a mediator leaves; by touch."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from kiosk.services.box.box import open_box
from kiosk.settings import Settings
from tests.conftest import PASSPHRASE, PIN, a_mediator, at_work
from tests.gallery.browser.hand import Hand
from tests.gallery.site.gestures import submitted
from tests.running import Running, running, set_up


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    """A box that runs, and the reference of the case it holds."""
    settings = Settings(data=tmp_path_factory.mktemp("box"), site_code="SA", site_name="Mairie", printer="dummy")
    set_up(settings)
    box = open_box(settings)
    reference = submitted(box, actor=at_work(box, a_mediator("omar", "Omar Haddad", "b"))).reference
    box.store.close()
    with running(settings) as process:
        yield process, reference


def nadia_at(box: Running, chrome: Browser, path: str) -> Hand:
    hand = Hand(chrome)
    hand.open(f"{box.address}/sign-in?next={path}")
    hand.write("Votre badge, ou vos six mots", PASSPHRASE)
    hand.write("Votre identifiant (pas besoin avec un badge)", "nadia")
    hand.write("Votre code PIN", PIN)
    hand.press("Ouvrir")
    hand.page.wait_for_url(box.address + path)
    return hand


def test_a_covered_value_shows_by_a_tap_or_key_and_is_covered(serving: tuple[Running, str], chrome: Browser) -> None:
    box, reference = serving
    nadia = nadia_at(box, chrome, f"/desk/references/{reference}")
    covered = nadia.page.locator("details.masked").first
    summary, value = covered.locator("summary"), covered.locator("div")
    expect(value).not_to_be_visible()
    size = summary.bounding_box()
    assert size is not None and min(size["width"], size["height"]) >= 44
    summary.tap()
    expect(value).to_be_visible()
    expect(summary).to_contain_text("Cacher")
    summary.press("Enter")
    expect(value).not_to_be_visible()
    summary.press("Space")
    expect(value).to_be_visible()
    nadia.page.reload()
    expect(value).not_to_be_visible()


def test_it_shows_without_javascript_too(serving: tuple[Running, str], chrome: Browser) -> None:
    box, reference = serving
    nadia = nadia_at(box, chrome, f"/desk/references/{reference}")
    plain = chrome.new_context(java_script_enabled=False, has_touch=True)
    plain.add_cookies(nadia.context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(f"{box.address}/desk/references/{reference}")
    covered = page.locator("details.masked").first
    expect(covered.locator("div")).not_to_be_visible()
    covered.locator("summary").tap()
    expect(covered.locator("div")).to_be_visible()
    plain.close()


def test_a_page_that_the_browser_kept_is_asked_for_anew(serving: tuple[Running, str], chrome: Browser) -> None:
    box, reference = serving
    nadia = nadia_at(box, chrome, f"/desk/references/{reference}")
    kept = "() => { window.kept = true; dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true})); }"
    nadia.page.evaluate(kept)
    nadia.page.wait_for_function("() => window.kept === undefined && document.readyState === 'complete'")
    assert nadia.page.url.endswith(f"/desk/references/{reference}")


def test_whoever_comes_after_a_mediator_finds_nothing_by_going_back(
    serving: tuple[Running, str], chrome: Browser
) -> None:
    box, reference = serving
    nadia = nadia_at(box, chrome, f"/desk/references/{reference}")
    nadia.page.evaluate("() => localStorage.setItem('left', 'by Nadia')")
    nadia.press("Se déconnecter")
    nadia.page.wait_for_url(f"{box.address}/")
    assert nadia.page.evaluate("() => localStorage.getItem('left')") is None
    nadia.page.go_back()
    nadia.sees("Se connecter")
    assert "Benali" not in nadia.page.content()
