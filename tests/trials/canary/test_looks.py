"""A letter that says more than that there is news is found out, however its mail is written."""

from base64 import b64encode
from email.message import EmailMessage
from pathlib import Path

import pytest

from trials.canary.looks import Looks
from trials.canary.machine import Machine
from trials.canary.postbox import readable

ADDRESS = "zqxmailbcdvk"


@pytest.fixture
def looks(tmp_path: Path) -> Looks:
    return Looks(Machine(tmp_path), ["Zqxnamebcdvk", ADDRESS], lambda _: None)


def letter(words: str) -> str:
    message = EmailMessage()
    message["To"], message["Subject"] = f"{ADDRESS}@example.org", "Des nouvelles"
    message.set_content(words, cte="base64")
    return readable(message)


def test_a_letter_goes_to_its_address_and_names_nobody(looks: Looks) -> None:
    looks.written([letter("Il y a du nouveau.")], [ADDRESS])
    assert not looks.found


def test_a_letter_that_names_somebody_is_found_out_in_its_encoding(looks: Looks) -> None:
    message = letter("Madame Zqxnamebcdvk, il y a du nouveau.")
    assert b64encode(b"Zqxname") not in message.encode()
    looks.written([message], [ADDRESS])
    assert {trace.word for trace in looks.found} == {"Zqxnamebcdvk"}
