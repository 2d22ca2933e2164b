"""What a box speaks to its hub: TLS 1.2 or later, by real handshakes."""

import ssl
from pathlib import Path

import pytest

from kiosk.connectors.hub.connection import HubConnection
from kiosk.connectors.tls import hub_context
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from tests.old_tls import speaking_only, spoken

V = ssl.TLSVersion


@pytest.mark.parametrize(("version", "name"), [(V.TLSv1_1, None), (V.TLSv1_2, "TLSv1.2"), (V.TLSv1_3, "TLSv1.3")])
def test_a_hub_that_speaks_an_old_tls_only_is_not_spoken_to(
    version: ssl.TLSVersion, name: str | None, tmp_path: Path
) -> None:
    with speaking_only(version, tmp_path) as port:
        assert spoken(hub_context.__wrapped__(), port) == name


def test_a_hub_whose_certificate_nobody_vouches_for_is_out_of_reach(tmp_path: Path) -> None:
    with speaking_only(V.TLSv1_3, tmp_path) as port, pytest.raises(Unreachable) as raised:
        HubConnection(f"https://127.0.0.1:{port}").ask("GET", "/")
    assert raised.value.code == LineFault.UNTRUSTED_HUB
