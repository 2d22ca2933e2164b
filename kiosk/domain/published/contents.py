"""What stands in published items of three kinds, each a file of JSON: a setting, a revocation, a program's version."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from kiosk.domain.events.wire.reading import Hash, Misfit, decode
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

FRENCH = "fr"
LanguageCode = Annotated[str, Meta(min_length=2, max_length=8)]
Sentences = dict[LanguageCode, Annotated[str, Meta(min_length=1, max_length=1_000)]]
"""The same in several languages; `fr` is among them."""
C = TypeVar("C", bound="Contents")
_RELEASE = re.compile(r"(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){2}")


class Contents(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every such item says: why, for the people at the desk."""

    why: Sentences

    def wrong(self) -> str:
        """The code of what is wrong beyond the shape, "" for nothing."""
        return "" if FRENCH in self.why else "no-french"


class PublishedSetting(Contents, frozen=True):
    """A setting of `kiosk.toml` and its value, as that file would have it."""

    setting: Annotated[str, Meta(max_length=40)]
    value: int | str | tuple[str, ...]


class Revoked(StrEnum):
    """What can be revoked."""

    PROCEDURE = "procedure"
    KEY = "key"


class Revocation(Contents, frozen=True):
    """What does not count any more, and since when: a procedure by its id, a site's key by its public half."""

    revokes: Revoked
    id: Annotated[str, Meta(min_length=1, max_length=100)]
    since: date


class ProgramFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file to install, by which whoever has it tells that it is the right one."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    sha256: Hash


class Program(Contents, frozen=True):
    """A version of Parvis: `why` are its notes, `install` says how to install it. Nothing installs it by itself."""

    release: str
    install: Sentences
    files: Annotated[tuple[ProgramFile, ...], Meta(min_length=1, max_length=20)]

    def wrong(self) -> str:
        """As for every item; a version has three numbers."""
        if not _RELEASE.fullmatch(self.release):
            return "no-release"
        return super().wrong() if FRENCH in self.install else "no-french"


def read(of: type[C], content: bytes) -> C:
    """The contents of an item. Raises `Refused` (`broken-publication`, with what is wrong as its `name`)."""
    try:
        found = decode(of, content)
    except Misfit as misfit:
        raise Refused(Refusal.BROKEN_PUBLICATION, name=misfit.place) from None
    if wrong := found.wrong():
        raise Refused(Refusal.BROKEN_PUBLICATION, name=wrong)
    return found
