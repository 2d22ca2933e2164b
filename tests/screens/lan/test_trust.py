"""A tablet reads how to trust the box without trusting it; the fingerprint to compare is on the desk's screen alone."""

import hashlib

from kiosk.services.lan.local_network import Lan
from tests.gallery.site.page import Browser
from tests.screens.lan.conftest import Screens


def test_the_certificate_is_downloaded_and_its_fingerprint_is_told_by_the_desk(
    desk: Browser, lan: Lan, screen: Screens
) -> None:
    tablet = screen()
    steps = tablet.get("/trust")
    assert "appareil personnel" in steps.text and "<form" not in steps.text
    certificate = tablet.get("/trust/parvis.crt")
    assert certificate.content_type == "application/x-x509-ca-cert" and "Set-Cookie" not in certificate.headers
    assert b"PRIVATE" not in certificate.data
    digits = hashlib.sha256(certificate.data).hexdigest().upper()
    assert lan.fingerprint[0] == digits[:4]
    told = desk.get("/desk/stations/trust").text
    assert lan.trust_url in told and "http://" not in told
    assert all(group in told for group in lan.fingerprint)
    assert lan.fingerprint[0] not in steps.text  # who stands between could write their own there


def test_a_box_that_serves_no_network_has_nothing_to_trust(browser: Browser) -> None:
    assert browser.client.get("/trust").location == browser.client.get("/trust/parvis.crt").location == "/"
