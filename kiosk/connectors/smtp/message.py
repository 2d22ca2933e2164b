"""A notice as an e-mail: the same bytes at every try, with the `Message-ID` of its delivery."""

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from kiosk.connectors.connector import Delivery


def written(delivery: Delivery, sender: str) -> bytes:
    """The bytes of a message in ASCII with CRLF. Raises `ValueError` for an address that is none."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(*parseaddr(sender))
    message["To"] = _address("", str(delivery.data["to"]))
    message["Subject"] = str(delivery.data["subject"])
    message["Date"] = format_datetime(delivery.at)
    message["Message-ID"] = f"<{delivery.id}@{domain_of(sender)}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: no « out of office » comes back
    message.set_content(str(delivery.data["text"]), cte="base64")
    message["Content-Language"] = str(delivery.data["language"])
    return message.as_bytes()


def domain_of(sender: str) -> str:
    """What stands after the @ in `Mairie <accueil@mairie.example>`."""
    return parseaddr(sender)[1].rpartition("@")[2]


def is_sender(written: str) -> bool:
    """Whether it is one address in ASCII, with or without a name before it."""
    name, address = parseaddr(written)
    local, mark, domain = address.rpartition("@")
    try:
        _address(name, address)
    except ValueError:
        return False
    return bool(local and mark and "." in domain) and address.isascii() and written.isprintable() and "," not in written


def _address(name: str, address: str) -> Address:
    try:
        return Address(name, addr_spec=address)
    except (MessageError, IndexError) as fault:
        raise ValueError(address) from fault
