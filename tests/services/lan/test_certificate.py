"""A box makes its authority once, and its certificate anew before it ends or when it has another address."""

import stat
from datetime import timedelta

from kiosk.crypto import certificates
from kiosk.process.lan_addresses import LanAddresses
from kiosk.services.box.box import Box, open_box
from kiosk.services.lan import certificate
from kiosk.store.people import local_authority
from tests.gallery.site.cast import Watch


def test_the_authority_stays_the_same_over_a_restart(box: Box, here: LanAddresses, watch: Watch) -> None:
    made = certificate.of_box(box, here)
    assert certificate.of_box(box, LanAddresses()) == made
    box.store.close()
    again = open_box(box.settings, watch)
    assert local_authority.kept(again.store.read()) == made
    again.store.close()


def test_the_certificate_is_made_anew_only_where_it_must(box: Box, here: LanAddresses, watch: Watch) -> None:
    of = certificate.of_box(box, here)
    assert certificate.renew(box, of, here)
    assert not certificate.renew(box, of, here)
    path = certificate.file_of(box.settings.paths)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    elsewhere = LanAddresses(("192.168.1.77",), here.networks)
    assert certificate.renew(box, of, elsewhere)
    facts = certificates.facts(path.read_bytes())
    assert facts and facts.addresses == ("192.168.1.77",) and facts.names == (of.name,)
    watch.jump(certificates.LEAF_LASTS - timedelta(days=31))
    assert certificate.renew(box, of, elsewhere)
    path.write_bytes(b"cut short")
    assert certificate.renew(box, of, elsewhere)


def test_no_key_of_the_authority_lies_in_a_file(box: Box, here: LanAddresses) -> None:
    of = certificate.of_box(box, here)
    certificate.renew(box, of, here)
    secret = of.authority.key.splitlines()[1]
    assert not [path for path in box.settings.data.rglob("*") if path.is_file() and secret in path.read_bytes()]
