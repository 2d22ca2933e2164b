"""One assembly: a hub over a folder that may be empty, twice over the same one, and never a trace."""

from pathlib import Path

from hub.app import create_hub
from hub.hub import EXTENSION, Hub
from hub.settings import HubSettings
from kiosk.clock import Clock


def test_a_hub_begins_in_an_empty_folder_and_keeps_its_key(tmp_path: Path) -> None:
    settings = HubSettings(data=tmp_path / "hub")
    first: Hub = create_hub(settings, Clock()).extensions[EXTENSION]
    second: Hub = create_hub(settings, Clock()).extensions[EXTENSION]
    assert first.verify_key == second.verify_key
    assert len(first.verify_key) == 64
    for hub in (first, second):
        hub.store.engine.dispose()


def test_pages_that_do_not_exist_are_told_plainly(tmp_path: Path) -> None:
    app = create_hub(HubSettings(data=tmp_path / "hub"))
    answer = app.test_client().get("/nulle-part")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert "<h1>" in answer.text
    app.extensions[EXTENSION].store.engine.dispose()
