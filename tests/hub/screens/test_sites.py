"""What whoever runs the hub sees of the sites."""

from datetime import timedelta

from tests.hub.browser import Browser
from tests.hub.conftest import Watch
from tests.hub.samples import Box, heartbeat


def test_each_site_says_what_it_still_holds(operator: Browser, box: Box, other_box: Box) -> None:
    box.send(heartbeat=heartbeat(1042, unsent=3, oldest_unsent_at="2026-11-24T13:05:00+00:00"))
    text = operator.open("/lieux").text
    assert "Mairie de Saint-Aubin" in text and "3 envois en attente" in text and "1042" in text
    assert "24 novembre 2026, 14:05" in text  # in Paris
    assert "Mairie de Bruz" in text and "Jamais entendu" in text


def test_a_site_that_is_silent_for_a_day_stands_out(operator: Browser, box: Box, watch: Watch) -> None:
    box.send()
    assert operator.open("/lieux").page.xpath("//td//*[contains(@class, 'good')]")
    watch.ahead.append(timedelta(hours=25))
    operator.sign_in("ines", "le marché du samedi").open("/lieux")
    assert operator.page.xpath("//td[@data-label='Entendu']//*[contains(@class, 'care')]")
