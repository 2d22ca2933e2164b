"""What says the same to everyone is made once for each language, and holds no word of a person."""

import re
from pathlib import Path

from flask import Flask
from markupsafe import Markup

from kiosk.web.edge.page_cache import standing_form
from kiosk.web.request.app_state import state_of
from scripts.source import ROOT
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.gallery.site.page import Browser
from tests.loaded import loaded_by

CALL = re.compile(r"standing(?:_form)?\('([\w/.]+)'")


def parts() -> list[Path]:
    """Every template that a page takes as standing."""
    named = {name for path in (ROOT / "templates").rglob("*.html") for name in CALL.findall(path.read_text("utf-8"))}
    return [ROOT / "templates" / name for name in sorted(named)]


def test_it_knows_the_site_and_nobody(app: Flask) -> None:
    assert len(parts()) >= 4
    for path in parts():
        source = path.read_text("utf-8")
        own = {word for macro in re.findall(r"macro (\w+\([^)]*)", source) for word in re.findall(r"\w+", macro)}
        handed = set(re.findall(r"{{-?\s*(\w+)", source)) - own
        assert handed <= {
            "_",
            "asset",
            "caller",
            "csrf",
            "ends",
            "icon",
            "listen_key",
            "site",
            "stay",
            "submit",
            "url_for",
        }, f"{path.name}: {handed}"


def test_a_form_in_it_has_the_token_of_who_reads_it(desk: Browser) -> None:
    tokens = []
    for _ in range(2):
        page = steps_taken.begin(desk)
        tokens.append({str(field.get("value")) for field in page.all("input[name=token]")})
        assert page.one("#next-person input[name=token]").get("value") in tokens[-1]
        desk = Browser(desk.client.application.test_client())
        form = desk.get("/sign-in").form("sign-in")
        form["login"], form["passphrase"], form["pin"] = "nadia", PASSPHRASE, PIN
        desk.send(form)
    assert all(len(token) == 1 for token in tokens) and tokens[0] != tokens[1]


def test_nothing_of_a_session_or_a_person_is_in_what_is_kept(desk: Browser, app: Flask) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    desk.get("/desk")
    token = str(page.one("input[name=token]").get("value"))
    ends = re.search(r"verrouille à (\d\d:\d\d)", page.source)
    assert token and ends and len(state_of(app).standing_parts) > 5
    for name, part in state_of(app).standing_parts.items():
        kept = "".join(part.pieces)
        for own in (token, ends[1], "Nadia", steps_taken.case_of(page)):
            assert own not in kept, name


def test_what_differs_between_pages_is_put_in_escaped(app: Flask) -> None:
    ends = {"idle_at": "<10:00>", "idle_s": 7, "before_s": 2, "final_s": ""}
    with app.test_request_context("/"):
        for last in ("", "18:00"):
            told = {"ends": {**ends, "final_at": last}}
            shown = standing_form("_parts/page/session_end.html", Markup("<token>"), told, kind="lock", stay="/stay")
            assert "<token>" in shown and "&lt;10:00&gt;" in shown and 'data-idle="7"' in shown
            assert ("18:00" in shown) == bool(last), "a sentence that has no time is not said"


def test_each_language_has_its_own(browser: Browser) -> None:
    french = browser.get("/")
    browser.send(browser.get("/language").form_to("/language", "en"))
    english = browser.get("/")
    assert "Les touches" in french.text and "Les touches" not in english.text


def test_what_a_mediator_loads_is_not_on_a_citizen_s_page(browser: Browser) -> None:
    page = browser.get("/")
    assert "css/counter.css" not in loaded_by(page)
    assert not page.all("#keys-help")
