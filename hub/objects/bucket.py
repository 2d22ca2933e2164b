"""Objects in a bucket that speaks S3, whoever runs it; boto3 comes with the extra `s3`.

A client is made at the first use in each process: workers that were forked share no connection with their parent.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from hub.objects.objects import Objects, Stored
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused

SCHEME = "s3"
_GONE = ("404", "NoSuchKey", "NotFound")
_TOGETHER = 1_000
"""The most objects that S3 deletes at one request."""
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

    def below(self, prefix: str) -> Iterator[Stored]:
        with _as_os_errors():
            pages = self._client().get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._key(prefix)):
                for entry in page.get("Contents") or ():
                    yield Stored(entry["Key"][len(self._key("")) :], entry["Size"], entry["LastModified"])

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
        """The client of this process."""
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
    """What goes wrong with a bucket, as the system says it of a disk."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as fault:
        code = str(fault.response.get("Error", {}).get("Code", ""))
        raise (FileNotFoundError if code in _GONE else OSError)(code) from None
    except BotoCoreError as fault:
        raise OSError(type(fault).__name__) from None
