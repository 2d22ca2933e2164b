"""The box is reached under the private addresses of its networks, and under no other."""

from ipaddress import IPv4Interface, IPv4Network

from kiosk.process import lan_addresses
from kiosk.process.lan_addresses import LanAddresses


def test_only_private_addresses_are_those_of_the_house() -> None:
    found = {"127.0.0.1/8", "169.254.3.4/16", "8.8.8.8/24", "192.168.1.20/24", "10.0.0.5/8"}
    here = lan_addresses.reachable({IPv4Interface(address) for address in found})
    assert here == LanAddresses(
        ("10.0.0.5", "192.168.1.20"), (IPv4Network("10.0.0.0/8"), IPv4Network("192.168.1.0/24"))
    )


def test_this_machine_is_asked_and_its_own_line_is_none_of_them() -> None:
    here = lan_addresses.of_this_machine()
    assert "127.0.0.1" not in here.addresses
    assert len(here.networks) <= len(here.addresses)
