"""What is spoken to a printer: TLS 1.2 or later, by real handshakes."""

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from printers.ipp.client import unverified_context, verifying_context
from tests.old_tls import speaking_only, spoken

V = ssl.TLSVersion


@pytest.mark.parametrize("make", [verifying_context, unverified_context])
@pytest.mark.parametrize(("version", "name"), [(V.TLSv1_1, None), (V.TLSv1_2, "TLSv1.2"), (V.TLSv1_3, "TLSv1.3")])
def test_a_printer_that_speaks_an_old_tls_only_is_not_spoken_to(
    make: Callable[[], ssl.SSLContext], version: ssl.TLSVersion, name: str | None, tmp_path: Path
) -> None:
    with speaking_only(version, tmp_path) as port:
        assert spoken(make(), port) == name
