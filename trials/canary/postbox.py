"""The town hall's mail server in the run: what it was given is read as whoever runs it could."""

import time
from email import policy
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from tests.gallery.receivers.mail_server import Mail

_WITHIN_S, _EVERY_S = 60.0, 0.25


class Postbox:
    """A real mail server on this machine; `letters` are the messages that came, headers and words in clear."""

    def __init__(self) -> None:
        self._mail = Mail()

    @property
    def letters(self) -> list[str]:
        return [readable(message) for message in self._mail.messages]

    def write_settings(self, hub: Path) -> None:
        """Add itself to the settings of a hub, in whose folder they lie."""
        lines = (
            "", "[[connectors]]", 'name = "post"', 'kind = "smtp"', 'recipient = "le serveur"',
            f'server = "localhost:{self._mail.port}"', 'security = "none"', 'sender = "mairie@mairie.example"',
            'networks = "127.0.0.0/8, ::1"', "",
        )  # fmt: skip
        with (hub / "hub.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n".join(lines))

    def has_come(self) -> bool:
        """Whether anything came, or does within a minute."""
        for _ in range(int(_WITHIN_S / _EVERY_S)):
            if self._mail.messages:
                return True
            time.sleep(_EVERY_S)
        return False

    def stop(self) -> None:
        """Close it."""
        self._mail.stop()


def readable(message: Message) -> str:
    """The headers and the words of a message, decoded."""
    read = BytesParser(policy=policy.default).parsebytes(message.as_bytes())
    heads = [f"{name}: {value}" for name, value in read.items()]
    return "\n".join([*heads, *(str(part.get_content()) for part in read.walk() if not part.is_multipart())])
