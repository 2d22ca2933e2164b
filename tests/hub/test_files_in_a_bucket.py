"""A hub whose files lie in a bucket takes them, opens them and lets them go as one with a folder does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import retention
from hub.files import kept_file, listed_file
from hub.files.listed_file import open_case_file
from hub.hub import EXTENSION, Hub
from hub.monitoring import doctor
from hub.objects import Bucket
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from tests.gallery.site.line_client import line_client
from tests.hub.conftest import new_box
from tests.hub.files.sending import NAME, Sender, lacks, listing
from tests.hub.objects.test_bucket import KEY, endpoint
from tests.hub.samples import erase_case

__all__ = ["endpoint"]
DATA = bytes(range(251)) * 2_000


@pytest.fixture
def sender(endpoint: str, tmp_path: Path) -> Iterator[Sender]:
    key = tmp_path / "key"
    key.write_text("\n".join(KEY))
    key.chmod(0o600)
    named = {"files": "s3://files/town", "files_endpoint": endpoint, "files_region": "us-east-1"}
    app = create_hub(HubSettings(data=tmp_path / "hub", files_key_file=str(key), **named))
    hub: Hub = app.extensions[EXTENSION]
    client = line_client(app)
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)

    def post(batch: object, token: str) -> object:
        return client.post("/api/v2/events", json=batch, headers={"Authorization": f"Bearer {token}"}).json

    box = new_box(hub, "SA", post)
    event = listing(box, DATA)
    box.send(event)
    yield Sender(client, hub, box, event, DATA)
    close_hub(app)


def test_a_file_comes_in_chunks_after_a_cut_is_opened_and_goes_with_its_case(sender: Sender) -> None:
    hub = sender.hub
    assert isinstance(hub.objects, Bucket)
    sender.ask()
    sender.chunk(0, body=sender.chunks[0][:70_001])
    assert lacks(sender.ask()) == [(0, 70_001), (1, 0)]
    sender.chunk(0, 70_001)
    assert sender.chunk(1).signed and b"".join(open_case_file(hub, sender.event["stream"], NAME)) == DATA
    assert len(list(hub.objects.below(kept_file.folder_of(NAME)))) == 2
    assert [finding.well for finding in doctor.examine(hub) if finding.code == "hub-files"] == [True]
    erase_case(hub, sender.event["stream"], retention.ASKED)
    assert listed_file.sweep_object_store(hub) == 1
    assert [item.name for item in hub.objects.below("")] == [listed_file.OWNER]


def test_a_bucket_that_is_away_is_503_and_told_by_the_doctor(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    sender.ask()
    away = Bucket("s3://files/town", "http://127.0.0.1:9", "us-east-1", KEY)
    monkeypatch.setattr(Bucket, "_client", away._client)
    with pytest.raises(AssertionError, match="unavailable"):
        sender.chunk(0)
    [told] = [finding for finding in doctor.examine(sender.hub) if finding.code == "hub-files"]
    assert (told.reason, told.detail) == ("files-away", "s3://files/town")
