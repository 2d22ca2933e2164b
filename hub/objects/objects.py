"""What the hub asks of whatever keeps its objects: a few bytes under a name, whole or not at all."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct


class Stored(Struct, frozen=True):
    """An object that is there: its name, its size in bytes, and when it was written."""

    name: str
    size: int
    written_at: datetime


class Objects(ABC):
    """A store of objects. Names are of letters, digits, hyphens, dots and slashes.

    Every method raises `OSError` where the store cannot be reached or takes nothing.
    """

    copied_with_the_hub: bool
    """Whether a copy of the hub holds its objects too; otherwise it only names them."""

    @property
    @abstractmethod
    def where(self) -> str:
        """Where it is, for whoever runs the hub; no secret is in it."""

    @abstractmethod
    def put(self, name: str, content: bytes | bytearray) -> None:
        """Keep these bytes under this name, durable on return; what was there is replaced, whole or not at all."""

    @abstractmethod
    def get(self, name: str) -> bytes:
        """The bytes under this name. Raises `FileNotFoundError`."""

    @abstractmethod
    def below(self, prefix: str) -> Iterator[Stored]:
        """What is there below a prefix that ends in a slash, or everything for ""."""

    @abstractmethod
    def delete(self, names: Iterable[str]) -> None:
        """Delete objects; one that is not there is no fault."""
