"""Shots of what an authority published to a box: settings with « revenir », and a new version."""

import json
from collections.abc import Iterator

from tests.gallery.shots.town import Town
from tests.gallery.site.authority import Authority
from tests.gallery.site.page import Page
from tests.gallery.site.taking import taken

_WHY = {"fr": "La même durée dans toutes les mairies du pays.", "ar": "المدة نفسها في جميع بلديات المنطقة."}


def received(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Settings that count, that were taken back and that are refused; a withdrawn procedure; a version."""
    files: dict[tuple[str, str], bytes] = {}
    for name, value in (("retention_days", 7), ("lock_minutes", 99), ("speech_volume", 70), ("speech", "off")):
        files = files | _item("setting", name.replace("_", "-"), setting=name, value=value)
    files |= _item("revocation", "census", revokes="procedure", id="census-at-16", since="2026-11-20")
    program = {"name": "parvis-90.1.0-py3-none-any.whl", "sha256": "5a" * 32}
    files |= _item(
        "program",
        "90.1.0",
        release="90.1.0",
        install={"fr": "Par la clé USB de la version, comme la première fois."},
        files=[program],
    )
    browser = place.browser
    browser.send(browser.get("/language").form_to("/language", language))
    taken(place.box, Authority(), 4, files)
    yield "received", browser.send(browser.get("/desk/received").form_to("/speech/keep"))
    with place.box.store.write() as db:
        db.conn.execute("UPDATE mediators SET administrator = 1 WHERE login = 'nadia'")
    yield "desk-new-version", browser.get("/desk")
    taken(place.box, Authority(), 1, {})


def _item(kind: str, name: str, **content: object) -> dict[tuple[str, str], bytes]:
    return {(kind, f"{name}.json"): json.dumps({"why": _WHY, **content}).encode()}
