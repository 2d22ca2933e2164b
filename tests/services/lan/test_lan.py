"""A box says under which addresses the screens of its network open it."""

from kiosk.process.lan_addresses import LanAddresses
from kiosk.services.box.box import Box
from kiosk.services.lan import certificate
from kiosk.services.lan.codes import Codes
from kiosk.services.lan.lan import Lan
from tests.gallery.site.cast import Watch


def test_the_address_is_the_boxs_name_and_its_numbers_beside_it(box: Box, here: LanAddresses, watch: Watch) -> None:
    lan = Lan(certificate.of_box(box, here), 8643, Codes(watch), here.addresses)
    assert lan.url == f"https://{lan.name}:8643/" and lan.plain_url == f"http://{lan.name}:8643/trust"
    assert lan.urls_by_number == ("https://192.168.1.20:8643/",)
    assert len(lan.fingerprint) == 16 and lan.certificate[:1] == b"\x30"
