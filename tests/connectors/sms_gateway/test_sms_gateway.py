"""Text messages from their settings to a gateway, or to a folder."""

import json
from pathlib import Path

import pytest

from kiosk.connectors.sms_gateway.sms_gateway import SmsGateway
from kiosk.errors import Unreachable
from tests.connectors.samples import delivery, parcel
from tests.gallery.receivers import sms_gateway as gateway
from tests.gallery.receivers.sms_gateway import Gateway

TO_ADA = {"to": "+33612345678", "language": "fr", "subject": "", "text": "Il y a du nouveau."}


def sms(to: Path, keys: Path, kind: str = "http") -> SmsGateway:
    return SmsGateway("sms", {"gateway": kind, "to": str(to), "networks": "127.0.0.0/8"}, keys)


def test_a_message_is_asked_for_with_the_secret_and_its_own_id(tmp_path: Path) -> None:
    service = Gateway()
    sender = sms(service.described(tmp_path), tmp_path)
    assert sender.what_is_wrong() is None and not service.sent and sender.new_secret() is None
    assert sender.deliver(parcel(delivery(7, TO_ADA))) is None
    headers, body = service.asked
    assert (headers["Authorization"], service.sent) == ("Bearer s3cret", [f"{7:032x}"])
    assert body == {"to": ["+33612345678"], "text": "Il y a du nouveau."}
    assert sender.where == service.url.split("/")[2]
    service.stop()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (gateway.REFUSES, "address-refused"), (gateway.SAYS_NO, "address-refused"), (gateway.CUTS, "uncertain"),
        (gateway.ODD, "uncertain"),
    ],
)  # fmt: skip
def test_what_is_refused_or_in_doubt_is_for_a_person(tmp_path: Path, fault: str, code: str) -> None:
    service = Gateway({fault: 100})
    assert sms(service.described(tmp_path), tmp_path).deliver(parcel(delivery(7, TO_ADA))) == code
    service.stop()


def test_what_is_to_come_again_is_tried_again(tmp_path: Path) -> None:
    service = Gateway({gateway.LATER: 100})
    with pytest.raises(Unreachable, match="receiver-broken"):
        sms(service.described(tmp_path), tmp_path).deliver(parcel(delivery(7, TO_ADA)))
    service.stop()


def test_a_folder_gets_one_file_a_message_however_often_it_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "sms"
    sender = sms(folder, tmp_path, "file")
    assert (sender.what_is_wrong(), sender.where) == ("folder-away", str(folder))
    folder.mkdir()
    for _ in range(2):
        assert sender.deliver(parcel(delivery(7, TO_ADA))) is None
    [written] = folder.iterdir()
    assert json.loads(written.read_bytes()) == {"id": f"{7:032x}", "to": "+33612345678", "text": "Il y a du nouveau."}


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    service = Gateway()
    path = service.described(tmp_path)
    service.stop()
    assert sms(path, tmp_path).what_is_wrong() == "receiver-away"
    (tmp_path / "sms-token").unlink()
    assert sms(path, tmp_path).what_is_wrong() == "no-secret"
    path.unlink()
    assert sms(path, tmp_path).what_is_wrong() == "no-gateway" and sms(path, tmp_path).where == str(path)
