"""Boxes ask the hub what was published to them; the answer is signed by others, and the items are bytes."""

import hashlib

from flask.testing import FlaskClient

from hub.hub import Hub
from hub.published import publications, site_publications
from kiosk.domain.events.wire.reading import convert
from kiosk.domain.published.documents import Told
from tests.gallery.site.authority import Authority
from tests.hub.samples import Box

FILES = {("sheet", "a.yaml"): b"one"}


def test_a_site_is_told_its_own_lists_and_how_far_it_has_come_is_kept(client: FlaskClient, hub: Hub, box: Box) -> None:
    authority, bearer = Authority(), {"Authorization": f"Bearer {box.enrolled.token}"}
    publications.take(hub, authority.bundle(1, FILES))
    told = convert(Told, client.get("/api/v2/published?after=0", headers=bearer).json)
    assert (told.cursor, told.roots, told.lists) == (2, (authority.root(),), (authority.list(1, FILES),))
    assert client.get("/api/v2/published?after=2&fault=no-root", headers=bearer).json["lists"] == []
    assert [(site.cursor, site.fault) for site in site_publications.every(hub)] == [(2, "no-root")]
    wanted = hashlib.sha256(b"one").hexdigest()
    assert client.get(f"/api/v2/published/{wanted}", headers=bearer).data == b"one"


def test_nothing_is_told_to_a_stranger_nor_of_what_is_not_there(client: FlaskClient, hub: Hub, box: Box) -> None:
    bearer = {"Authorization": f"Bearer {box.enrolled.token}"}
    assert client.get("/api/v2/published").status_code == 401
    assert client.get(f"/api/v2/published/{'0' * 64}").status_code == 401
    assert client.get(f"/api/v2/published/{'0' * 64}", headers=bearer).status_code == 404
    assert client.get("/api/v2/published?after=-1", headers=bearer).status_code == 400
    assert client.get("/api/v2/published?fault=<script>", headers=bearer).status_code == 400
