"""The doctor says whether the local network is served, and how long the certificate is good."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.crypto.certificates import LEAF_LASTS
from kiosk.domain.screen.station import StationRole
from kiosk.process import lan_addresses
from kiosk.process.lan_addresses import LanAddresses
from kiosk.services.box.box import Box
from kiosk.services.lan import certificate, enrolled, firewall, lan_findings
from kiosk.services.lan.codes import Wanted
from kiosk.services.lan.firewall import Firewall
from kiosk.words.findings import lines
from tests.gallery.site.cast import Watch


def said(box: Box) -> dict[str, str]:
    return {finding.code: finding.reason for finding in lan_findings.of_lan(box, look=False)}


@pytest.fixture
def serving(box: Box, here: LanAddresses, monkeypatch: pytest.MonkeyPatch) -> Box:
    monkeypatch.setattr(lan_addresses, "of_this_machine", lambda: here)
    of = certificate.of_box(box, here)
    certificate.renew(box, of, here)
    return replace(box, settings=replace(box.settings, lan="on", lan_port=9))


def test_a_box_of_one_screen_is_well(box: Box) -> None:
    assert said(box) == {"lan": ""}


def test_days_are_told_and_a_certificate_that_is_over_is_a_fault(serving: Box, watch: Watch) -> None:
    assert said(serving) == {"lan": "", "lan-certificate": ""}
    watch.jump(LEAF_LASTS + timedelta(days=1))
    assert said(serving)["lan-certificate"] == "lan-certificate-over"


def test_a_running_box_whose_port_does_not_answer_says_so(serving: Box) -> None:
    serving.settings.paths.address.write_text("http://127.0.0.1:1", "utf-8")
    assert said(serving)["lan"] == "lan-not-served"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answered = replace(serving, settings=replace(serving.settings, lan_port=other.getsockname()[1]))
        assert said(answered)["lan"] == ""


def test_a_firewall_that_is_on_is_told_with_what_opens_it_until_a_screen_came(
    serving: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "lan-firewall" not in said(serving)
    monkeypatch.setattr(firewall, "present", lambda: Firewall.UFW)
    assert said(serving)["lan-firewall"] == "lan-firewall-on"
    told = "\n".join(lines(serving.words(), lan_findings.of_lan(serving, look=False)))
    assert "ufw allow 9/tcp" in told and "kiosk install --lan" in told
    enrolled.enrol(serving, Wanted(StationRole.TERMINAL, "Borne"))
    assert said(serving)["lan-firewall"] == ""
    watch.wait(timedelta(days=8))
    assert said(serving)["lan-firewall"] == "lan-firewall-on"


def test_a_machine_without_a_network_is_told(serving: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan_addresses, "of_this_machine", LanAddresses)
    assert said(serving)["lan"] == "lan-no-address"
    told = "\n".join(lines(serving.words(), lan_findings.of_lan(serving, look=False)))
    assert "aucun réseau" in told and "câble" in told
