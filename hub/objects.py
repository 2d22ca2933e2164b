"""Where the hub keeps large files: a folder, or a bucket that speaks S3."""

import os
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from hub.settings import HubSettings
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.paths import make_durable, name_what_is_wrong

DRAFT = ".draft-"
"""How the name of a file begins that is being written; one that a power cut left is swept with its folder."""
SCHEME = "s3"
_GONE = ("404", "NoSuchKey", "NotFound")
_TOGETHER = 1_000
"""The most objects that S3 deletes at one request."""


class StoredObject(Struct, frozen=True):
    name: str
    size: int
    written_at: datetime


class Objects(ABC):
    """A store of objects. Names are of letters, digits, hyphens, dots and slashes.

    Every method raises `OSError` where the store cannot be reached or takes nothing.
    """

    copied_with_the_hub: bool
    """Whether a copy of the hub holds its objects too; otherwise it only names them."""

    @property
    @abstractmethod
    def where(self) -> str:
        """Where it is, for whoever runs the hub; no secret is in it."""

    @abstractmethod
    def put(self, name: str, content: bytes | bytearray) -> None:
        """Keep these bytes under this name, durable on return; what was there is replaced, whole or not at all."""

    @abstractmethod
    def get(self, name: str) -> bytes:
        """The bytes under this name. Raises `FileNotFoundError`."""

    @abstractmethod
    def below(self, prefix: str) -> Iterator[StoredObject]:
        """What is there below a prefix that ends in a slash, or everything for ""."""

    @abstractmethod
    def delete(self, names: Iterable[str]) -> None:
        """Delete objects; one that is not there is no fault."""


class Folder(Objects):
    copied_with_the_hub = True

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def where(self) -> str:
        return str(self._root)

    def put(self, name: str, content: bytes | bytearray) -> None:
        path = self._root / name
        descriptor, draft = self._begin(path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        finally:
            Path(draft).unlink(missing_ok=True)
        with suppress(FileNotFoundError):  # deleted since, folder and all
            make_durable(path.parent)

    def get(self, name: str) -> bytes:
        return (self._root / name).read_bytes()

    def below(self, prefix: str) -> Iterator[StoredObject]:
        for folder, folders, names in os.walk(self._root / prefix):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                try:
                    known = path.stat()
                except FileNotFoundError:  # deleted, or renamed, since it was listed
                    continue
                at = datetime.fromtimestamp(known.st_mtime, UTC)
                yield StoredObject(path.relative_to(self._root).as_posix(), known.st_size, at)

    def delete(self, names: Iterable[str]) -> None:
        for name in names:
            path = self._root / name
            path.unlink(missing_ok=True)
            try:
                path.parent.rmdir()
            except OSError:  # others are in it, or it is gone
                continue

    def _begin(self, folder: Path) -> tuple[int, str]:
        """An open draft in the folder, which whoever deletes its last object may take away meanwhile."""
        self._make(folder)
        try:
            return tempfile.mkstemp(prefix=DRAFT, dir=folder)
        except FileNotFoundError:
            self._make(folder)
            return tempfile.mkstemp(prefix=DRAFT, dir=folder)

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for made in (folder.parent, *folder.parent.parents):
            if not made.is_relative_to(self._root.parent):
                break
            make_durable(made)


_CONNECT_S, _READ_S, _TRIES = 5, 20, 3


class Bucket(Objects):
    """A bucket, by `s3://bucket/folder`; `endpoint` is the address of whoever runs it, "" for Amazon's own.

    Whoever runs it keeps copies of it: a copy of the hub names the objects, by the rows of its files.
    """

    copied_with_the_hub = False

    def __init__(self, url: str, endpoint: str, region: str, credentials: tuple[str, str]) -> None:
        parts = urlsplit(url)
        self._bucket, self._folder = parts.netloc, parts.path.strip("/")
        self._endpoint, self._region, self._credentials = endpoint, region, credentials
        self._clients: dict[int, Any] = {}

    @property
    def where(self) -> str:
        return f"{SCHEME}://{self._bucket}/{self._folder}".rstrip("/")

    def put(self, name: str, content: bytes | bytearray) -> None:
        with _as_os_errors():
            self._client().put_object(Bucket=self._bucket, Key=self._key(name), Body=content)

    def get(self, name: str) -> bytes:
        with _as_os_errors():
            content: bytes = self._client().get_object(Bucket=self._bucket, Key=self._key(name))["Body"].read()
        return content

    def below(self, prefix: str) -> Iterator[StoredObject]:
        with _as_os_errors():
            pages = self._client().get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._key(prefix)):
                for entry in page.get("Contents") or ():
                    yield StoredObject(entry["Key"][len(self._key("")) :], entry["Size"], entry["LastModified"])

    def delete(self, names: Iterable[str]) -> None:
        left = iter(names)
        while together := [{"Key": self._key(name)} for name in islice(left, _TOGETHER)]:
            with _as_os_errors():
                answer = self._client().delete_objects(Bucket=self._bucket, Delete={"Objects": together, "Quiet": True})
            if answer.get("Errors"):
                raise OSError(str(answer["Errors"][0].get("Code", "")))

    def _key(self, name: str) -> str:
        return f"{self._folder}/{name}" if self._folder else name

    def _client(self) -> Any:
        process = os.getpid()
        if process not in self._clients:
            self._clients = {process: self._new_client()}
        return self._clients[process]

    def _new_client(self) -> Any:
        # boto3 takes 60 ms and 20 MB to import, which a hub with a folder does not need.
        try:
            import boto3
            from botocore.config import Config
        except ImportError:
            raise Refused(HubRefusal.NO_S3) from None
        name, secret = self._credentials
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self._endpoint or None,
            region_name=self._region or None,
            aws_access_key_id=name or None,
            aws_secret_access_key=secret or None,
            config=Config(
                connect_timeout=_CONNECT_S,
                read_timeout=_READ_S,
                retries={"max_attempts": _TRIES, "mode": "standard"},
                max_pool_connections=32,
                # Some that speak S3 do not know Amazon's newer checksums; each chunk has one of its own in its name.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )


def credentials_of(text: str) -> tuple[str, str]:
    """The name and the secret that a file holds, one a line. Raises `Refused` (`bad-setting`)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) != 2:
        raise Refused(Refusal.BAD_SETTING, name="files_key_file", value="…")
    return lines[0], lines[1]


@contextmanager
def _as_os_errors() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as fault:
        code = str(fault.response.get("Error", {}).get("Code", ""))
        raise (FileNotFoundError if code in _GONE else OSError)(code) from None
    except BotoCoreError as fault:
        raise OSError(type(fault).__name__) from None


def open_objects(settings: HubSettings) -> Objects:
    """The bucket that `files` names, or a folder; nothing is asked of either yet.

    Raises `Refused`: `bad-setting` for an address that is neither, or a key file that is not of two lines;
    `no-access`.
    """
    scheme, mark, rest = settings.files.partition("://")
    if not mark:
        return Folder(settings.files_folder)
    if scheme != SCHEME or not rest.strip("/"):
        raise Refused(Refusal.BAD_SETTING, name="KIOSK_HUB_FILES", value=settings.files)
    credentials = ("", "")
    if settings.files_key_file:
        path = Path(settings.files_key_file)
        with name_what_is_wrong(path):
            credentials = credentials_of(path.read_text("utf-8"))
    return Bucket(settings.files, settings.files_endpoint, settings.files_region, credentials)
