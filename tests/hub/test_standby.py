"""A second PostgreSQL takes over where the first is lost, as docs/operator/standby.md says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from hub.hub import EXTENSION, Hub
from hub.opening import begin_new_epoch
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from tests.gallery.postgres import cluster
from tests.gallery.site.line_client import line_client
from tests.hub.conftest import Watch, new_box
from tests.hub.samples import Box, Post


@contextmanager
def served(data: Path, database: str) -> Iterator[tuple[Hub, Post]]:
    app = create_hub(HubSettings(data=data, database=database), Watch())
    client = line_client(app)

    def post(batch: dict[str, object], token: str) -> dict[str, object]:
        answer = client.post("/api/v2/events", json=batch, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        return dict(answer.json or {})

    try:
        yield app.extensions[EXTENSION], post
    finally:
        close_hub(app)


def outcomes(box: Box, *events: object) -> list[str]:
    return [answer["outcome"] for answer in box.send(*events)["answers"]]  # type: ignore[arg-type]


def test_what_the_first_acknowledged_is_at_the_second_and_no_case_is_twice(tmp_path: Path) -> None:
    """With `synchronous_standby_names` an acknowledgement waits for the standby; its keys are a copied folder."""
    with cluster() as first:
        database = first.new_database()
        with served(tmp_path / "hub", first.url(database)) as (hub, post):
            add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
            box = new_box(hub, "SA", post)
            before = box.submitted()
            assert outcomes(box, before) == ["acknowledged"]
        with cluster(of=first) as second:
            with psycopg.connect(first.url("postgres"), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
                connection.execute("SELECT pg_reload_conf()")
            with served(tmp_path / "hub", first.url(database)) as (hub, box.post):
                following = box.submitted()
                assert outcomes(box, following) == ["acknowledged"]
            first_gone = second.url(database)
            with psycopg.connect(second.url("postgres"), autocommit=True) as connection:
                connection.execute("SELECT pg_promote()")
            with served(tmp_path / "hub", first_gone) as (hub, box.post):
                epoch = begin_new_epoch(hub.store, hub.clock)
                answers = box.send(before, following, box.submitted())
    assert answers["epoch"] == epoch
    assert [answer["outcome"] for answer in answers["answers"]] == ["duplicate", "duplicate", "acknowledged"]
