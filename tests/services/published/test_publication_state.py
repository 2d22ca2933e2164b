"""Desk and doctor are told what is in the way, and when a list is about to end."""

from datetime import timedelta

from kiosk.services.box.box import Box
from kiosk.services.published import follow, publication_state
from tests.gallery.site.authority import Authority
from tests.gallery.site.cast import Watch
from tests.services.published.publishing import certificate, saying


def test_a_list_past_its_day_is_told_and_goes_on_being_followed(
    trusting: Box, authority: Authority, watch: Watch
) -> None:
    files = certificate(trusting, "Un")
    liar = saying(authority.list(1, files), files=files)
    follow.take(trusting, liar, [], liar.lists)
    (listed,) = publication_state.followed(trusting)
    assert (listed.number, listed.items, publication_state.troubles(trusting)) == (1, 1, [])
    assert publication_state.ends_soon(trusting) is None
    watch.wait(timedelta(days=80))
    assert publication_state.ends_soon(trusting) == authority.until
    watch.wait(timedelta(days=20))
    assert [trouble.code for trouble in publication_state.troubles(trusting)] == ["expired-publication"]
    assert publication_state.ends_soon(trusting) is None


def test_a_kind_that_was_left_as_it_was_is_told(trusting: Box, authority: Authority) -> None:
    files = {("procedure", "a.yaml"): b"id: a\n"}
    liar = saying(authority.list(1, files), files=files)
    follow.take(trusting, liar, [], liar.lists)
    (trouble,) = publication_state.troubles(trusting)
    assert (trouble.code, trouble.details["number"]) == ("faulty-publication", 1)
