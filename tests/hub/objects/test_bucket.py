"""A folder and a bucket keep objects alike: whole or not at all, found by what they lie below."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from hub.objects import Bucket, Folder, Objects, credentials_of, open_objects
from hub.settings import HubSettings
from kiosk.errors import Refused
from tests.hub.objects.keeping import keeps_what_it_is_given

KEY = ("name", "secret")
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


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
    monkeypatch.setattr("hub.objects._TOGETHER", 3)
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


@pytest.fixture
def right_key(endpoint: str) -> Iterator[tuple[str, str]]:
    """From now on the server judges keys and signatures, until the test ends."""
    how = {"endpoint_url": endpoint, "region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "y"}
    people = boto3.client("iam", **how)
    people.create_user(UserName="hub")
    made = people.create_access_key(UserName="hub")["AccessKey"]
    people.put_user_policy(UserName="hub", PolicyName="files", PolicyDocument=json.dumps(EVERYTHING))
    httpx.post(f"{endpoint}/moto-api/reset-auth", content=b"0", trust_env=False)
    yield made["AccessKeyId"], made["SecretAccessKey"]
    httpx.post(f"{endpoint}/moto-api/reset-auth", content=b"inf", trust_env=False)


def test_a_wrong_key_is_a_fault_of_the_disk_that_says_so(endpoint: str, right_key: tuple[str, str]) -> None:
    ours = Bucket("s3://files/keys", endpoint, "us-east-1", right_key)
    ours.put("a", b"1")
    for wrong, said in ((right_key[0], "wrong"), "SignatureDoesNotMatch"), (("nobody", "x"), "InvalidAccessKeyId"):
        other = Bucket("s3://files/keys", endpoint, "us-east-1", wrong)
        with pytest.raises(OSError, match=said):
            other.put("a", b"2")
        with pytest.raises(OSError, match=said):
            list(other.below(""))
        with pytest.raises(OSError, match=said):
            other.delete(["a"])
    assert ours.get("a") == b"1"


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


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Folder(tmp_path / "files")


def test_a_folder_keeps_what_it_is_given(objects: Objects) -> None:
    keeps_what_it_is_given(objects)


def test_no_one_else_reads_it_and_no_empty_folder_is_left(tmp_path: Path, objects: Objects) -> None:
    objects.put("ab/ab1/x", b"1")
    file = tmp_path / "files" / "ab" / "ab1" / "x"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    objects.delete(["ab/ab1/x"])
    assert not file.parent.exists()


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    objects.put("ab/ab1/x", b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        objects.put("ab/ab1/x", b"after")
    monkeypatch.undo()
    assert objects.get("ab/ab1/x") == b"before"
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == ["x"]


def test_a_folder_unless_a_bucket_is_named(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("name\nsecret\n")
    assert open_objects(HubSettings(data=tmp_path)).where == str(tmp_path / "files")
    assert open_objects(HubSettings(data=tmp_path, files=str(tmp_path / "disk"))).where == str(tmp_path / "disk")
    named = HubSettings(data=tmp_path, files="s3://parvis/rennes", files_key_file=str(key))
    assert open_objects(named).where == "s3://parvis/rennes"


def test_another_address_is_refused_at_the_start(tmp_path: Path) -> None:
    for address in ["https://parvis.example/files", "s3://", "ftp://x"]:
        with pytest.raises(Refused, match="bad-setting"):
            open_objects(HubSettings(data=tmp_path, files=address))
