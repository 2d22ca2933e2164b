"""The only assembly."""

import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from flask import Flask

from kiosk.app import LARGEST_FORM_BYTES, create_app
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.screens import SCREENS
from kiosk.services.box.box import Box, open_box
from kiosk.settings import Settings
from kiosk.web.request_state import state_of
from scripts.source import ROOT


def test_assembling_starts_nothing_and_listens_nowhere(settings: Settings) -> None:
    before = set(threading.enumerate())
    app = create_app(settings)
    assert not set(threading.enumerate()) - before
    state = state_of(app)
    assert (state.sync, state.printing, state.control_token) == (None, None, "")
    state_of(app).box.store.close()


def test_assembling_imports_nothing_that_only_a_paper_needs(settings: Settings) -> None:
    """A process that never prints, or reads no file of a citizen, pays for none of it."""
    heavy = ("reportlab", "escpos", "qrcode", "zeroconf", "pikepdf", "arabic_reshaper", "bidi", "usb", "serial")
    code = (
        "import sys\nfrom pathlib import Path\nfrom kiosk.app import create_app\nfrom kiosk.settings import Settings\n"
        "app = create_app(Settings(data=Path(sys.argv[1]), site_code='SA', printer='dummy'))\n"
        "assert app.test_client().get('/').status_code == 200\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(settings.data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_screen_is_there(app: Flask) -> None:
    assert set(app.blueprints) == {*(screen.name for screen in SCREENS), "control"}, "and what commands ask of"


NAMED = ("/speech/sound/", "/speech/words", "/signs/", "/pictograms/", "/information/", "/where/photos/")
"""What is shown or played by its name; there is none of these names."""


def test_every_page_answers_someone_who_is_not_signed_in(app: Flask) -> None:
    """With the page, or with the question who they are; never with a fault. A box that is set up has no wizard."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/static/", "/documentation/<")):
            path = rule.rule.replace("<procedure_id>", "birth-certificate")
            for name in rule.arguments - {"procedure_id"}:
                path = path.replace(f"<{name}>", "x" * 32)
            gone = (404,) if path.startswith(("/set-up", *NAMED)) and path != "/information/" else (200, 303)
            assert app.test_client().get(path).status_code in gone, path


def test_no_form_is_acted_on_for_someone_who_is_not_signed_in(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = rule.rule
            for name in rule.arguments:
                path = path.replace(f"<{name}>", "x" * 32)
            assert app.test_client().post(path, data={}).status_code in (403, 404), path


def test_forms_outlive_a_restart_and_are_another_boxs_in_no_way(box: Box, settings: Settings) -> None:
    secrets = [state_of(create_app(box.settings, box=box)).form_secret for _ in range(2)]
    other = open_box(replace(settings, data=settings.data / "other"))
    secrets.append(state_of(create_app(other.settings, box=other)).form_secret)
    assert secrets[0] == secrets[1] != secrets[2]
    assert box.settings.paths.database_key.read_bytes() not in secrets
    other.store.close()


def test_a_folder_that_cannot_be_opened_is_refused(box: Box) -> None:
    box.store.close()
    box.settings.paths.database.write_bytes(b"x" * 4096)
    with pytest.raises(Refused) as refused:
        create_app(box.settings)
    assert refused.value.code == Refusal.UNREADABLE_STORE


def test_a_form_has_its_limits(app: Flask) -> None:
    assert app.config["MAX_CONTENT_LENGTH"] == app.config["MAX_FORM_MEMORY_SIZE"] == LARGEST_FORM_BYTES
