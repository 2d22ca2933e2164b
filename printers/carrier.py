"""What a carrier promises: bytes go somewhere once, or it says that they certainly or possibly did not."""

from dataclasses import dataclass
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a carrier: its name, its default as text, and the sentence of the manual."""

    name: str
    default: str
    sentence: str


class Carrier(Protocol):
    """One way to a printer; a class of it is called with its settings by name, each as text."""

    kind: ClassVar[str]
    label: ClassVar[str]
    settings: ClassVar[tuple[Setting, ...]]

    @property
    def media_type(self) -> str:
        """What the bytes must be."""

    def is_usable(self) -> bool:
        """Whether `carry` can succeed now."""

    def what_is_wrong(self) -> str | None:
        """A code, or None; its words live with the caller."""

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Takes the bytes to paper; returning means they arrived.

        `title` may be shown by a print queue. Raises NotPrinted(code) when nothing left, Unknown(code) when nobody
        can tell.
        """
