"""Files to a real SFTP server, in this process, on a folder of the test."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paramiko
import pytest

from kiosk.connectors.addresses import networks
from kiosk.connectors.file_drop.sftp import Sftp, fingerprint
from kiosk.errors import Unreachable

HERE = networks("127.0.0.0/8")


class Door(paramiko.ServerInterface):
    """Lets in whoever has one key."""

    def __init__(self, known: paramiko.PKey) -> None:
        self._known = known

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        known = (username, key.asbytes()) == ("parvis", self._known.asbytes())
        return paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class Shelf(paramiko.SFTPServerInterface):
    """Serves a folder: what our side asks for, and no more."""

    def __init__(self, server: Any, root: Path) -> None:
        super().__init__(server)
        self._root = root

    def open(self, path: str, flags: int, attr: Any) -> Any:
        try:
            descriptor = os.open(self._at(path), flags, 0o600)
        except OSError as fault:
            return paramiko.SFTPServer.convert_errno(fault.errno or 0)
        handle = paramiko.SFTPHandle(flags)
        handle.writefile = os.fdopen(descriptor, "wb")  # type: ignore[attr-defined]
        return handle

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as fault:
            return paramiko.SFTPServer.convert_errno(fault.errno or 0)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        self._at(oldpath).replace(self._at(newpath))
        return paramiko.SFTP_OK

    def _at(self, path: str) -> Path:
        return self._root / path.lstrip("/")


class Server:
    """An SFTP server: its address, its host key as a person is told it, and the file of the key it knows."""

    def __init__(self, folder: Path) -> None:
        self.root, self.key = folder / "root", folder / "id_ecdsa"
        (self.root / "in").mkdir(parents=True)
        known, self._host = paramiko.ECDSAKey.generate(), paramiko.ECDSAKey.generate()
        known.write_private_key_file(str(self.key))
        self.host_key = fingerprint(self._host.asbytes())
        self._known = known
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._sessions: list[paramiko.Transport] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def sftp(self, folder: str = "/in", key: Path | None = None, host_key: str = "", user: str = "parvis") -> Sftp:
        address = urlsplit(f"sftp://{user}@127.0.0.1:{self._listening.getsockname()[1]}{folder}")
        return Sftp(address, str(key or self.key), host_key or self.host_key, HERE)

    def stop(self) -> None:
        self._listening.close()
        for session in self._sessions:
            session.close()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listening.accept()
            except OSError:
                return
            session = paramiko.Transport(peer)
            session.add_server_key(self._host)
            session.set_subsystem_handler("sftp", paramiko.SFTPServer, Shelf, self.root)
            self._sessions.append(session)
            try:
                session.start_server(server=Door(self._known))
            except (paramiko.SSHException, EOFError, OSError):
                session.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.stop()


def test_a_file_arrives_whole_and_replaces_itself(server: Server) -> None:
    sftp = server.sftp()
    assert sftp.what_is_wrong() is None and sftp.where.startswith("sftp://parvis@127.0.0.1:")
    for content in (b"first", b"second" * 100_000):
        sftp.put("a.csv", content)
    assert {path.name: path.read_bytes() for path in (server.root / "in").iterdir()} == {"a.csv": b"second" * 100_000}


def test_another_server_under_the_same_name_is_told_nothing(server: Server) -> None:
    with pytest.raises(Unreachable, match="receiver-untrusted"):
        server.sftp(host_key=f"SHA256:{'A' * 43}").put("a.csv", b"contents")
    assert not list((server.root / "in").iterdir())


def test_a_key_that_the_server_does_not_know_is_refused(server: Server, tmp_path: Path) -> None:
    paramiko.ECDSAKey.generate().write_private_key_file(str(tmp_path / "other"))
    assert server.sftp(key=tmp_path / "other").what_is_wrong() == "receiver-refuses"
    assert server.sftp(user="root").what_is_wrong() == "receiver-refuses"


def test_a_key_that_is_no_key_is_told(server: Server, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("pas une clé", "utf-8")
    for key in (tmp_path / "text", tmp_path / "missing", tmp_path):
        assert server.sftp(key=key).what_is_wrong() == "no-sftp-key", key


def test_a_folder_that_is_not_there_is_told(server: Server) -> None:
    assert server.sftp("/nowhere").what_is_wrong() == "folder-away"
    with pytest.raises(Unreachable, match="folder-away"):
        server.sftp("/nowhere").put("a.csv", b"")


def test_a_private_address_is_not_connected_to(server: Server) -> None:
    sftp = Sftp(urlsplit("sftp://parvis@127.0.0.1:22/in"), str(server.key), server.host_key, ())
    assert sftp.what_is_wrong() == "receiver-private"


def test_what_is_no_ssh_server_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=lambda: listening.accept()[0].close(), daemon=True).start()
        sftp = Sftp(urlsplit(f"sftp://a@127.0.0.1:{listening.getsockname()[1]}/in"), "/x", "SHA256:x", HERE)
        assert sftp.what_is_wrong() == "receiver-away"
