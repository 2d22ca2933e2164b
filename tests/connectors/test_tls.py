"""What a box speaks to its hub: TLS 1.2 or later, by real handshakes."""

import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.connectors.hub.connection import HubConnection
from kiosk.connectors.tls import hub_context
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from tests.authority import certify
from tests.old_tls import CERTIFICATE, certificate, speaking_only, spoken

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


@pytest.mark.skipif(sys.version_info < (3, 13), reason="an earlier Python takes such an authority")
def test_an_authority_that_does_not_say_what_its_key_is_for_is_told_from_a_stranger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certify(tmp_path, says_usage=False)
    (tmp_path / CERTIFICATE).write_bytes(made.certificate.read_bytes() + made.key.read_bytes())
    (stranger := tmp_path / "stranger").mkdir()
    for trusted, fault in (
        (made.authority, LineFault.BAD_CERTIFICATE),
        (certify(stranger).authority, LineFault.UNTRUSTED_HUB),
    ):
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        hub_context.cache_clear()
        with speaking_only(V.TLSv1_3, tmp_path) as port, pytest.raises(Unreachable) as raised:
            HubConnection(f"https://localhost:{port}").ask("GET", "/")
        assert raised.value.code == fault
    monkeypatch.undo()
    hub_context.cache_clear()


def trusts(port: int) -> bool:
    """Whether a new context believes the server at that port."""
    try:
        with (
            socket.create_connection(("127.0.0.1", port), 5) as line,
            hub_context.__wrapped__().wrap_socket(line, server_hostname="localhost"),
        ):
            return True
    except ssl.SSLCertVerificationError:
        return False


def test_an_authority_in_the_system_s_folder_is_read_when_it_is_needed_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate(tmp_path)
    command = ["openssl", "x509", "-noout", "-hash", "-in", str(own)]
    named = subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    folder = tmp_path / "authorities"
    folder.mkdir()
    (folder / "another.0").write_text("not looked up")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    with speaking_only(V.TLSv1_3, tmp_path) as port:
        assert not trusts(port)
        (folder / f"{named}.0").symlink_to(own)
        assert trusts(port)
    assert hub_context.__wrapped__().cert_store_stats()["x509"] == 0


def test_a_file_that_the_environment_names_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = certificate(tmp_path)
    with speaking_only(V.TLSv1_3, tmp_path) as port:
        assert not trusts(port)
        monkeypatch.setenv("SSL_CERT_FILE", str(own))
        assert trusts(port)


def test_a_system_without_a_folder_of_authorities_believes_the_public_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert hub_context.__wrapped__().cert_store_stats()["x509_ca"] > 100
