"""A new version of the program is announced, and nothing more."""

import json
from typing import Any

from kiosk.services.box.box import Box
from kiosk.services.published.kinds import program
from kiosk.services.upkeep import doctor
from kiosk.store.published import publications
from tests.gallery.site.authority import Authority, Files
from tests.gallery.site.taking import taken


def announced(release: str, **changes: Any) -> Files:
    content = {
        "release": release,
        "why": {"fr": "Des pages plus rapides.", "en": "Faster pages."},
        "install": {"fr": "Par la clé USB."},
        "files": [{"name": "parvis.whl", "sha256": "a" * 64}],
    }
    return {("program", f"{release}.json"): json.dumps(content | changes).encode()}


def test_the_newest_version_is_announced_until_it_is_installed(box: Box) -> None:
    authority = Authority()
    taken(box, authority, 1, announced("0.1.0"))
    assert program.newer(box) is None, "this one is newer"
    taken(box, authority, 2, announced("90.2.0") | announced("90.10.0"))
    newer = program.newer(box)
    assert newer is not None
    assert (newer.release, newer.files[0].sha256) == ("90.10.0", "a" * 64)
    assert (newer.why_in("en"), newer.why_in("ar")) == ("Faster pages.", "Des pages plus rapides.")
    found = [finding for finding in doctor.examine(box, ask_hub=False) if finding.reason == "new-version"]
    assert [(finding.code, finding.state) for finding in found] == [("release", "to-do")]
    assert "90.10.0" in found[0].detail


def test_notes_without_french_or_of_no_version_are_refused(box: Box) -> None:
    authority = Authority()
    for number, files in enumerate(
        (
            announced("90.1.0", why={"en": "Faster."}),
            announced("90.1"),
            announced("90.1.0", files=[]),
            announced("90.1.0", run="rm -rf"),
        ),
        1,
    ):
        taken(box, authority, number, files)
        assert program.newer(box) is None
        assert [fault.kind for fault in publications.faults(box.store.read())] == ["program"]
