"""How a hub tells the person that their case has news, where they wished it."""

from enum import StrEnum


class NoticeChannel(StrEnum):
    """A way that a connector serves. A call, a message left and a letter are the desk's to make."""

    EMAIL = "email"
    SMS = "sms"
