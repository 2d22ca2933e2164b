"""Boxes notice that the database is an older copy."""

from flask.testing import FlaskClient

from hub.hub import Hub
from hub.keys.lineage import begin_lineage, begin_new_epoch, epoch_of
from tests.hub.samples import Box


def test_a_database_has_one_epoch_until_it_is_restored(hub: Hub, box: Box, client: FlaskClient) -> None:
    first = epoch_of(hub.store)
    begin_lineage(hub.store, hub.clock)
    assert epoch_of(hub.store) == first == box.send()["epoch"] == box.enrolled.epoch
    second = begin_new_epoch(hub.store, hub.clock)
    assert second != first
    headers = {"Authorization": f"Bearer {box.token}"}
    epochs = [client.get(f"/api/v2/{word}", headers=headers).json["epoch"] for word in ("site", "updates")]
    assert epochs == [second, second] == [epoch_of(hub.store), box.send()["epoch"]]
