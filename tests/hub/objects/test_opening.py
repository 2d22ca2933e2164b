"""The settings say where files lie: in a folder unless they name a bucket."""

from pathlib import Path

import pytest

from hub.objects.opening import open_objects
from hub.settings import HubSettings
from kiosk.errors import Refused


def test_a_folder_unless_a_bucket_is_named(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("name\nsecret\n")
    assert open_objects(HubSettings(data=tmp_path)).where == str(tmp_path / "files")
    assert open_objects(HubSettings(data=tmp_path, files=str(tmp_path / "disk"))).where == str(tmp_path / "disk")
    named = HubSettings(data=tmp_path, files="s3://parvis/rennes", files_key_file=str(key))
    assert open_objects(named).where == "s3://parvis/rennes"


def test_another_address_is_refused_at_the_start(tmp_path: Path) -> None:
    for address in ["https://parvis.example/files", "s3://", "ftp://x"]:
        with pytest.raises(Refused, match="bad-setting"):
            open_objects(HubSettings(data=tmp_path, files=address))
