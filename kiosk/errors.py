"""The exceptions of Parvis, by who can put the fault right: the person, time, the desk, or nobody."""

from typing import Any

from kiosk.error_codes import HubRefusal, LineFault, Refusal, Rejection


class ParvisError(Exception):
    """The base of the exceptions: a code, whose words are in the translations, and the values those words need."""

    code: Refusal | HubRefusal | LineFault | Rejection

    def __init__(self, code: Refusal | HubRefusal | LineFault | Rejection, /, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({shown})" if shown else str(self.code)


class Refused(ParvisError):
    """The person can put it right: a missing answer, a wrong passphrase, an unknown reference."""

    code: Refusal | HubRefusal

    def __init__(self, code: Refusal | HubRefusal, /, **details: Any) -> None:
        super().__init__(code, **details)


class Unreachable(ParvisError):
    """Time puts it right: no network, no answer, or an answer that cannot be trusted."""

    code: LineFault

    def __init__(self, code: LineFault, /, **details: Any) -> None:
        super().__init__(code, **details)


class Rejected(ParvisError):
    """The desk puts it right: the hub received the event and does not accept it as it is."""

    code: Rejection

    def __init__(self, code: Rejection, /, **details: Any) -> None:
        super().__init__(code, **details)


class Unreadable(ParvisError):
    """Encrypted data cannot be decrypted: another key, another label, or a changed byte. Its code is `unreadable`.

    Where the key is derived from what somebody typed, the caller raises a `Refused` with a code of its own instead.
    """

    code: Refusal | HubRefusal

    def __init__(self) -> None:
        super().__init__(Refusal.UNREADABLE)
