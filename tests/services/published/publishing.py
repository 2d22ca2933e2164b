"""What is published in these tests, and a hub in the hands of somebody who has no key."""

import hashlib
from dataclasses import dataclass, field

import pytest

from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.published.documents import PublicationsAnswer, SignedDocument
from kiosk.error_codes import LineFault
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Box
from kiosk.services.published import follow
from kiosk.store import publications
from tests.gallery.site.authority import Files

SHIPPED = "birth-certificate"


def certificate(box: Box, title: str, name: str = "certificate.yaml") -> Files:
    """The procedure that ships, with another title."""
    shipped = box.live_catalogue.shipped.get(SHIPPED)
    assert shipped is not None
    before = shipped.file.decode()
    changed = before.replace(shipped.title.text, title, 1)
    assert changed != before
    return {("procedure", name): changed.encode()}


def title(box: Box) -> str:
    procedure = box.catalogue.get(SHIPPED)
    assert procedure is not None
    return procedure.title.text


@dataclass
class Liar:
    """A hub in the hands of somebody who has no key: it answers whatever it is told to."""

    roots: list[SignedDocument] = field(default_factory=list)
    lists: list[SignedDocument] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    cut_after: int = 99

    def publications(self, after: int, fault: str = "") -> PublicationsAnswer:
        return PublicationsAnswer(
            version=VERSION, epoch="e", cursor=9, roots=tuple(self.roots), lists=tuple(self.lists)
        )

    def published_content(self, sha256: str) -> bytes:
        if len(self.fetched) >= self.cut_after:
            raise Unreachable(LineFault.NO_LINE)
        self.fetched.append(sha256)
        return self.contents.get(sha256, b"")


def saying(*lists: SignedDocument, files: Files) -> Liar:
    return Liar(
        lists=list(lists), contents={hashlib.sha256(content).hexdigest(): content for content in files.values()}
    )


def refused(box: Box, liar: Liar) -> str:
    """The code with which the box refuses what is told; nothing of it is in force."""
    before = [(item.name, item.sha256) for item in publications.select_published_items(box.store.read(), "procedure")]
    with pytest.raises(Refused) as raised:
        follow.apply_publication(box, liar, liar.roots, liar.lists)
    assert [
        (item.name, item.sha256) for item in publications.select_published_items(box.store.read(), "procedure")
    ] == before
    return raised.value.code
