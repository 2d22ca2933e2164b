"""A bucket that speaks S3 keeps objects as a folder does; moto plays the one that runs it."""

import os
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from hub.objects.bucket import Bucket, credentials_of
from kiosk.errors import Refused
from tests.hub.objects.keeping import keeps_what_it_is_given

KEY = ("name", "secret")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id=KEY[0], aws_secret_access_key=KEY[1]
    )
    client.create_bucket(Bucket="files")
    yield address
    server.stop()


def bucket(endpoint: str, folder: str, name: str = "files") -> Bucket:
    return Bucket(f"s3://{name}/{folder}", endpoint, "us-east-1", KEY)


def test_it_keeps_what_it_is_given(endpoint: str) -> None:
    keeps_what_it_is_given(bucket(endpoint, "one"))


def test_two_hubs_in_one_bucket_see_nothing_of_each_other(endpoint: str) -> None:
    one, other = bucket(endpoint, "north"), bucket(endpoint, "north-west/")
    one.put("ab/ab1/x", b"1")
    assert list(other.below("")) == []
    other.delete(["ab/ab1/x"])
    assert one.get("ab/ab1/x") == b"1"
    assert (one.where, other.where) == ("s3://files/north", "s3://files/north-west")


def test_more_than_one_request_deletes_are_deleted_in_several(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    many = bucket(endpoint, "many")
    names = [f"ab/{number}" for number in range(8)]
    for name in names:
        many.put(name, b"")
    monkeypatch.setattr("hub.objects.bucket._TOGETHER", 3)
    assert [item.name for item in many.below("ab/")] == names
    many.delete(names[:7])
    assert [item.name for item in many.below("")] == names[7:]


@pytest.mark.parametrize("name", ["elsewhere", "away"])
def test_one_that_is_away_or_not_ours_is_a_fault_of_the_disk(endpoint: str, name: str) -> None:
    wrong = bucket("http://127.0.0.1:9" if name == "away" else endpoint, "", name)
    with pytest.raises(OSError, match=r"\w"):
        wrong.put("a", b"")
    with pytest.raises(OSError, match=r"\w"):
        wrong.delete(["a"])
    with pytest.raises(OSError, match=r"\w"):
        list(wrong.below(""))


def test_a_worker_that_was_forked_makes_a_client_of_its_own(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = bucket(endpoint, "forked")
    ours.put("a", b"1")
    before, child = ours._client(), os.getpid() + 1
    assert ours._client() is before
    monkeypatch.setattr("os.getpid", lambda: child)
    assert ours._client() is not before and ours.get("a") == b"1"


def test_a_key_file_has_two_lines() -> None:
    assert credentials_of(" name \n\nsecret\n") == ("name", "secret")
    with pytest.raises(Refused, match="bad-setting"):
        credentials_of("name secret")
