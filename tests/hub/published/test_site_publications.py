"""Operators see which sites have what was published, those in trouble first."""

from hub.hub import Hub
from hub.published import site_publications
from tests.hub.samples import Box


def test_sites_in_trouble_come_first_then_those_behind(hub: Hub, box: Box, other_box: Box) -> None:
    assert [(site.code, site.cursor, site.at) for site in site_publications.every(hub)] == [
        ("BZ", 0, None),
        ("SA", 0, None),
    ]
    site_publications.note(hub, "BZ", 4, "")
    site_publications.note(hub, "SA", 5, "older-publication")
    told = site_publications.every(hub)
    assert [(site.code, site.cursor, site.fault) for site in told] == [("SA", 5, "older-publication"), ("BZ", 4, "")]
    site_publications.note(hub, "SA", 6, "")
    site_publications.note(hub, "SA", 6, "")
    assert [(site.code, site.cursor) for site in site_publications.every(hub)] == [("BZ", 4), ("SA", 6)]
