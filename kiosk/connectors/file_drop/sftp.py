"""Puts files into a folder of an SFTP server, whose host key is known beforehand."""

import base64
import hashlib
import posixpath
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult

from kiosk.connectors.addresses import Network, connected
from kiosk.crypto import keys
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

if TYPE_CHECKING:
    from paramiko import SFTPClient, Transport

PORT = 22
TIMEOUT_S = 15.0
"""Seconds without an answer after which an exchange fails."""


class Sftp:
    """A folder at `sftp://user@host:port/folder`; `key` is the file of the private key, `host_key` `SHA256:…`."""

    def __init__(self, address: SplitResult, key: str, host_key: str, allowed: Sequence[Network]) -> None:
        self._address, self._key, self._host_key, self._allowed = address, Path(key), host_key, allowed

    @property
    def where(self) -> str:
        """The address: it holds no secret."""
        return self._address.geturl()

    def what_is_wrong(self) -> LineFault | None:
        """Why the folder is not reached; None where it is there."""
        try:
            with self._session() as session:
                session.stat(self._address.path or ".")
        except Unreachable as fault:
            return fault.code
        return None

    def put(self, name: str, content: bytes) -> None:
        """Put a file there, whole or not at all; one of that name is replaced.

        Raises `Unreachable`: `no-sftp` without the library, `receiver-away`, `receiver-private`, `receiver-untrusted`
        for another host key, `no-sftp-key` without ours, `receiver-refuses` where the server does not know it,
        `folder-away`.
        """
        folder = self._address.path or "."
        draft, whole = posixpath.join(folder, f".{name}.part"), posixpath.join(folder, name)
        with self._session() as session:
            with session.open(draft, "wb") as file:
                file.write(content)
            session.posix_rename(draft, whole)  # unlike `rename`, it replaces what an earlier try had put there

    @contextmanager
    def _session(self) -> Iterator["SFTPClient"]:
        # It takes 100 ms to import, and only a hub that sends by SFTP has to have it (extra `sftp`).
        try:
            from paramiko import SFTPClient, SSHException, Transport
        except ImportError as fault:
            raise Unreachable(LineFault.NO_SFTP) from fault
        port = self._address.port or PORT
        sock = connected(self._address.hostname or "", port, self._allowed, TIMEOUT_S)
        try:
            transport = Transport(sock)
            transport.banner_timeout = transport.auth_timeout = TIMEOUT_S
            try:
                self._begin(transport)
                session = SFTPClient.from_transport(transport)
                assert session is not None
                session.get_channel().settimeout(TIMEOUT_S)  # type: ignore[union-attr]
                yield session
            finally:
                transport.close()
        except (SSHException, EOFError) as fault:
            raise Unreachable(LineFault.RECEIVER_AWAY) from fault
        except OSError as fault:
            raise Unreachable(LineFault.FOLDER_AWAY) from fault

    def _begin(self, transport: "Transport") -> None:
        from paramiko import AuthenticationException, PKey, SSHException
        from paramiko.pkey import UnknownKeyType

        transport.start_client(timeout=TIMEOUT_S)
        if not keys.same(fingerprint(transport.get_remote_server_key().asbytes()), self._host_key):
            raise Unreachable(LineFault.RECEIVER_UNTRUSTED)
        try:
            key = PKey.from_path(self._key)
        except (OSError, ValueError, SSHException, UnknownKeyType) as fault:
            raise Unreachable(LineFault.NO_SFTP_KEY) from fault
        try:
            transport.auth_publickey(self._address.username or "", key)
        except AuthenticationException as fault:
            raise Unreachable(LineFault.RECEIVER_REFUSES) from fault


def fingerprint(public: bytes) -> str:
    """A host key as `ssh-keygen -l` shows it: `SHA256:` and base64 without padding."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(public).digest()).decode().rstrip("=")
