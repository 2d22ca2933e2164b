"""The three errors: the person mends it, time mends it, the desk mends it. And one that none of them mends."""

from typing import Any


class ParvisError(Exception):
    """Carries a code whose words live in translations, and the values those words need."""

    def __init__(self, code: str, /, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({shown})" if shown else self.code


class Refused(ParvisError):
    """The person can mend it: a missing answer, a wrong passphrase, an unknown reference."""


class Unreachable(ParvisError):
    """Time mends it: no line, no answer, or an answer that cannot be believed."""


class Rejected(ParvisError):
    """The desk mends it: the hub has heard the event and will not take it as it is."""


class Unreadable(ParvisError):
    """What is locked or sealed does not open: another key, another name, or a changed byte. Its code is `unreadable`.

    Where the key is made of what somebody typed, whoever asked for it says so, as a `Refused` with a code of its own.
    """

    def __init__(self) -> None:
        super().__init__("unreadable")
