"""A notice as an e-mail."""

from email import message_from_bytes, policy

import pytest

from kiosk.connectors.connector import DeliveryType
from kiosk.connectors.smtp.message import domain_of, is_sender, written
from tests.connectors.samples import delivery

DATA = {"to": "ada@example.org", "language": "ar", "subject": "جديد في طلبك", "text": "هناك جديد في طلبك.\n.\nغدا"}
NEWS = delivery(7, DATA, type=DeliveryType.NOTICE_NEWS)


def test_the_same_notice_gives_the_same_bytes_with_its_own_id() -> None:
    first = written(NEWS, "Mairie <mairie@saint-aubin.example>")
    assert first == written(NEWS, "Mairie <mairie@saint-aubin.example>") and first.isascii()
    read = message_from_bytes(first, policy=policy.default)
    assert read["Message-ID"] == f"<{7:032x}@saint-aubin.example>"
    assert (read["Subject"], read["To"], read["Content-Language"]) == (DATA["subject"], DATA["to"], "ar")
    assert read["Auto-Submitted"] == "auto-generated" and read["Date"] == "Tue, 24 Nov 2026 13:05:00 +0000"
    assert read.get_content().splitlines() == DATA["text"].splitlines()


def test_no_line_of_it_is_the_end_of_a_message() -> None:
    assert b"\r\n." not in written(NEWS, "mairie@saint-aubin.example")


def test_nothing_of_a_case_stands_in_it() -> None:
    told = written(NEWS, "mairie@saint-aubin.example")
    assert NEWS.reference.encode() not in told and NEWS.service.encode() not in told


@pytest.mark.parametrize("to", ["ada", "a@b\r\nBcc: x@y.example", "", "a b@c.example"])
def test_what_is_no_address_is_refused(to: str) -> None:
    with pytest.raises(ValueError):
        written(delivery(7, {**DATA, "to": to}), "mairie@saint-aubin.example")


@pytest.mark.parametrize("sender", ["mairie@a.example", "Mairie de Saint-Aubin <mairie@a.example>"])
def test_one_address_is_a_sender(sender: str) -> None:
    assert is_sender(sender) and domain_of(sender) == "a.example"


@pytest.mark.parametrize("sender", ["", "mairie", "a@b", "a@b.example, c@d.example", "é@b.example", "a@b.example\n"])
def test_nothing_else_is(sender: str) -> None:
    assert not is_sender(sender)
