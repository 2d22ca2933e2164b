"""E-mail to the person from its settings to the mailbox."""

from pathlib import Path

import pytest

from kiosk.connectors.smtp.smtp import Smtp, is_server
from kiosk.errors import Unreachable
from tests.connectors.samples import delivery, parcel
from tests.gallery.receivers.mail_server import Mail

TO_ADA = {"to": "ada@example.org", "language": "fr", "subject": "Du nouveau", "text": "Il y a du nouveau."}


def email(port: int, keys: Path, **changes: str) -> Smtp:
    settings = {setting.name: setting.default for setting in Smtp.settings}
    own = {"server": f"localhost:{port}", "sender": "mairie@mairie.example", "security": "none"}
    return Smtp("post", {**settings, **own, "networks": "127.0.0.0/8, ::1", **changes}, keys)


def test_a_notice_arrives_with_its_own_id(tmp_path: Path) -> None:
    server = Mail()
    sender = email(server.port, tmp_path)
    assert sender.what_is_wrong() is None and not server.kept
    assert sender.deliver(parcel(delivery(7, TO_ADA))) is None
    assert server.kept == [f"<{7:032x}@mairie.example>"]
    server.stop()


def test_what_is_no_address_needs_a_person(tmp_path: Path) -> None:
    assert email(1, tmp_path).deliver(parcel(delivery(7, {**TO_ADA, "to": "ada"}))) == "address-refused"


def test_a_password_that_is_not_there_is_told(tmp_path: Path) -> None:
    sender = email(1, tmp_path, user="parvis", password_file=str(tmp_path / "none"))
    assert sender.what_is_wrong() == "no-secret" and sender.new_secret() is None
    with pytest.raises(Unreachable, match="no-secret"):
        sender.deliver(parcel(delivery(7, TO_ADA)))


def test_where_it_goes_is_the_server(tmp_path: Path) -> None:
    assert email(587, tmp_path).where == "localhost:587"


@pytest.mark.parametrize("server", ["smtp.example:587", "[::1]:25"])
def test_a_server_with_its_port_is_one(server: str) -> None:
    assert is_server(server)


@pytest.mark.parametrize("server", ["smtp.example", ":25", "smtp.example:0", "smtp.example:x", "a@b:25", "é.fr:25"])
def test_nothing_else_is(server: str) -> None:
    assert not is_server(server)
