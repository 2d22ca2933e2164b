"""The doctor is silent where nothing is published, and else says what is in the way."""

from datetime import timedelta

from kiosk.services.box.box import Box
from kiosk.services.published import follow
from kiosk.services.published.published_findings import of_publications
from tests.gallery.site.authority import Authority
from tests.gallery.site.cast import Watch
from tests.services.published.publishing import certificate, saying


def reasons(box: Box) -> list[tuple[bool | None, str]]:
    return [(finding.well, finding.reason) for finding in of_publications(box)]


def test_what_is_published_is_well_until_it_ends(trusting: Box, authority: Authority, watch: Watch) -> None:
    assert reasons(trusting) == []
    liar = saying(authority.list(1, {}), files={})
    follow.take(trusting, liar, [], liar.lists)
    assert reasons(trusting) == [(True, "")]
    watch.wait(timedelta(days=80))
    assert reasons(trusting) == [(False, "publication-ends")]
    watch.wait(timedelta(days=20))
    assert reasons(trusting) == [(False, "publication-expired")]


def test_a_faulty_file_is_named(trusting: Box, authority: Authority) -> None:
    files = {**certificate(trusting, "Un"), ("sheet", "a.yaml"): b"title: x\n"}
    liar = saying(authority.list(1, files), files=files)
    follow.take(trusting, liar, [], liar.lists)
    (finding,) = of_publications(trusting)
    assert finding.reason == "publication-refused"
    assert "a.yaml:1 not-a-table" in finding.detail
