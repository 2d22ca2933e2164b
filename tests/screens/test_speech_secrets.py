"""Two people at one terminal, one after the other: what the first typed is read to them, and is nowhere afterwards."""

import logging
import shutil
import tempfile
from pathlib import Path

import pytest
from flask import Flask

from kiosk.crypto import keys
from kiosk.services.box.box import Box
from kiosk.settings import Settings
from kiosk.web.request_state import state_of
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import begin, case_of
from tests.screens.listener import USUAL, Listener
from tests.screens.process_list import ProcessList
from trials.canary import someone
from trials.canary.search import Words, some_of, traces
from trials.canary.someone import Someone

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")
FIRST = Someone(101)
HEADS = (b"WAVEfmt ", b"OpusHead")
"""What every file of sound begins with."""


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A box that asks every kind of question; temporary files and what is kept in memory are in its folder too."""
    for name in ("tmp", "run"):
        (tmp_path / name).mkdir(mode=0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    settings.paths.procedures.mkdir(parents=True)
    (settings.paths.procedures / "canary.yaml").write_text(someone.FILE, "utf-8")
    return tmp_path


def typed_and_read(terminal: Browser) -> tuple[list[str], dict[str, bytes]]:
    page = terminal.send(begin(terminal, someone.PROCEDURE).form("answer").with_values(FIRST.typed))
    code = terminal.send(terminal.get(f"/cases/{case_of(page)}/code").form("give")).words(".reference")[0]
    person, typed = Listener(terminal), FIRST.typed
    person.post("/speech/settings", reading="on", rate="150", volume="90", private="headset", alone="on")
    said = [(typed[f"f.{name}"], "") for name in ("birth_name", "nir", "income", "story", "email")]
    sounds = {}
    for text, style in (*said, (code, "slow"), (FIRST.iban, "spell")):
        address = person.says(text, style)
        sounds[address] = person.heard(address)
    assert len(sounds) == len(said) + 2 and all(sounds.values())
    return [*FIRST.words, code, code.replace(" ", "")[3:]], sounds


def test_what_is_read_to_one_person_is_nowhere_once_they_left(
    terminal: Browser, app: Flask, box: Box, machine: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ProcessList() as processes:
        texts, sounds = typed_and_read(terminal)
    terminal.send(terminal.get("/comfort").form_to("/next"))
    assert not len(state_of(app).voices.memory)
    pieces = [some_of(sound) for sound in sounds.values()]
    assert all(pieces)
    words, secrets = Words(texts), Words([], [*pieces, *HEADS])
    assert processes.speakers == {"espeak-ng"} and not processes.traces(words)
    key = {box.settings.paths.database: keys.read_secret_file(box.settings.paths.database_key)}
    assert not traces([machine], words, key) + traces([machine], secrets, key)
    assert not box.settings.paths.sounds.exists()
    assert not list(words.within(caplog.text.encode()))
    second = Listener(terminal)
    assert not any(map(second.heard, sounds))
    told = second.post("/speech/settings")[1]
    assert {name: told[name] for name in USUAL} == USUAL
    assert second.post("/speech/say", language="fr", text="Aïcha", private="1")[0] == 403
    for path in ("/", "/procedures", "/resume", "/comfort"):
        assert not list(words.within(terminal.client.get(path, follow_redirects=True).data)), path


def test_another_screen_does_not_get_a_sound_while_it_is_there(terminal: Browser, app: Flask) -> None:
    person = Listener(terminal)
    person.post("/speech/settings", private="headset")
    address = person.says("Zqxnamevk")
    other = Listener(Browser(app.test_client()))
    other.post("/speech/settings", private="headset", reading="on")
    assert person.heard(address) and not other.heard(address)
