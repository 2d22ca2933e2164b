"""A network of the house."""

from ipaddress import ip_network

import pytest

from kiosk.process.lan_server import LanAddresses


@pytest.fixture
def here() -> LanAddresses:
    return LanAddresses(("192.168.1.20",), (ip_network("192.168.1.0/24"),))
