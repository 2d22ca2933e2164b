"""A file of PKCS #12 is read with its own passphrase, and what it certifies is told."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.crypto.signing_certificates import read_pkcs12
from kiosk.errors import Unreadable
from tests.gallery.site.certified import PASSPHRASE, SUBJECT, p12

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_it_says_whom_it_names_and_until_when() -> None:
    read = read_pkcs12(p12(NOW), PASSPHRASE)
    assert (read.subject, read.issuer, read.may_sign) == (SUBJECT, "Autorité des tests", True)
    assert read.not_after == NOW + timedelta(days=300)
    assert read_pkcs12(read.pkcs12, "").subject == SUBJECT, "what is kept opens without"
    assert "pkcs12" not in repr(read)


def test_a_certificate_for_something_else_says_so() -> None:
    assert read_pkcs12(p12(NOW, signs=False), PASSPHRASE).may_sign is False


def test_anything_else_is_unreadable() -> None:
    for data, passphrase in [(b"", ""), (b"no file of this kind", ""), (p12(NOW), "another")]:
        with pytest.raises(Unreadable):
            read_pkcs12(data, passphrase)
