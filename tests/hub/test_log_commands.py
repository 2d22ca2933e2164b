"""An operator makes the file for support, whether the hub runs or not."""

import json
from pathlib import Path

from hub.settings import HubSettings
from kiosk.process.log_file import log_to_file
from tests.hub.test_commands import run
from tests.process.test_log_file import log, ours


def test_log_versions_and_state_are_in_one_file_and_no_secret(tmp_path: Path) -> None:
    hub, file = HubSettings(data=tmp_path / "hub"), tmp_path / "file.txt"
    hub.data.mkdir()
    with log_to_file(hub.logs_folder, "info"):
        log.handle(ours("noted"))
    words = ("--database", "postgresql://parvis:secret@127.0.0.1/parvis", "--port", "1", "logs", "export", str(file))
    code, said = run(hub.data, *words)
    assert (code, said.splitlines()[0]) == (0, str(file))
    _, state, line = map(json.loads, file.read_text("utf-8").splitlines())
    assert (state["database"], state["listens"], line["said"]) == ("postgresql+psycopg", False, "noted")
    assert "secret" not in file.read_text("utf-8")
