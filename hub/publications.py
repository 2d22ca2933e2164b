"""Takes a bundle that an authority signed, and gives boxes what is in it; the hub can make and change none of it."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import Connection, func, select

from hub.hub import Hub
from hub.store.schema import publication, published_content, site, site_publication
from kiosk.domain.events.wire.reading import VERSION, Misfit, decode, encode
from kiosk.domain.published import documents
from kiosk.domain.published.documents import (
    EVERYONE,
    HeldDocument,
    ItemList,
    PublicationBundle,
    PublicationsAnswer,
    Root,
    SignedDocument,
    parse_document,
)
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

LONGEST = 32
MOST_TOLD = 100
ROOT, LIST = "root", "list"
CURSOR = select(func.coalesce(func.max(publication.c.cursor), 0)).scalar_subquery()
"""The cursor of the newest publication, 0 for none."""


class SitePublication(Struct, frozen=True):
    """How far a site has come: everything up to `cursor` is in force there, 0 for nothing; `fault` is the code of what
    it could not take, "" for nothing. `at` is None for a site that has never asked.
    """

    code: str
    name: str
    cursor: int
    fault: str
    at: datetime | None


def note_site_publication(hub: Hub, code: str, cursor: int, fault: str) -> None:
    row = {"cursor": cursor, "fault": fault[:LONGEST]}
    mine = site_publication.c.site == code
    with hub.store.reading() as connection:
        known = connection.execute(select(site_publication).where(mine)).first()
    if known is not None and (known.cursor, known.fault) == (row["cursor"], row["fault"]):
        return
    with hub.store.writing() as connection:
        changed = connection.execute(site_publication.update().where(mine).values(**row, at=hub.clock.now())).rowcount
        if not changed:
            connection.execute(site_publication.insert().values(site=code, **row, at=hub.clock.now()))


def list_site_publications(hub: Hub) -> list[SitePublication]:
    """Each site that is not revoked: those that could not take something first, then those furthest behind."""
    query = (
        select(site.c.code, site.c.name, site_publication.c.cursor, site_publication.c.fault, site_publication.c.at)
        .join(site_publication, site_publication.c.site == site.c.code, isouter=True)
        .where(site.c.revoked_at.is_(None))
    )
    with hub.store.reading() as connection:
        rows = connection.execute(query).all()
    told = [SitePublication(row.code, row.name, row.cursor or 0, row.fault or "", row.at) for row in rows]
    return sorted(told, key=lambda site: (not site.fault, site.cursor, site.code))


def list_sites_behind(hub: Hub, newest: Mapping[str, int]) -> list[SitePublication]:
    """The sites that could not take something, or are behind `newest` (`newest_cursors`); at most `MOST_TOLD`."""
    everyones = newest[EVERYONE]
    all_sites = list_site_publications(hub)
    return [one for one in all_sites if one.fault or one.cursor < newest.get(one.code, everyones)][:MOST_TOLD]


class NewPublications(Struct, frozen=True):
    roots: tuple[int, ...]
    lists: tuple[ItemList, ...]


def take_publication(hub: Hub, bundle: bytes) -> NewPublications:
    """Keep what is new in a bundle, all of it or nothing; what this hub has already is passed over.

    A hub verifies as boxes do, so that a mistake is told to whoever makes it and not to five hundred sites. Raises
    `Refused`: `broken-publication` (no bundle, or an item is not in it), `no-root`, and what `documents.follow_roots`
    and `documents.judge_list` raise.
    """
    try:
        given = decode(PublicationBundle, bundle)
    except Misfit:
        raise Refused(Refusal.BROKEN_PUBLICATION) from None
    now = hub.clock.now()
    with hub.store.writing() as connection:
        cursor = connection.execute(select(CURSOR)).scalar_one()
        roots = _new_roots(connection, given.roots)
        if roots:  # boxes are told no list any more that its keys did not sign, and forget its number
            kept = connection.execute(
                select(publication.c.cursor, publication.c.document).where(publication.c.sort == LIST)
            ).all()
            root = roots[-1][0]
            gone = [row.cursor for row in kept if not root.lists.is_met(_signed(row.document))]
            connection.execute(publication.delete().where(publication.c.cursor.in_(gone)))
        lists = _new_lists(connection, given, [root for root, _ in roots], hub.day(now))
        for number, (document, signed) in enumerate([*roots, *lists], cursor + 1):
            sort, scope = (LIST, document.scope) if isinstance(document, ItemList) else (ROOT, EVERYONE)
            row = {"cursor": number, "sort": sort, "scope": scope, "number": document.number}
            written = {"document": encode(signed).decode(), "published_at": now}
            connection.execute(publication.insert().values(**row, **written))
        for sha256 in {item.sha256 for listed, _ in lists for item in listed.items}:
            held = select(published_content.c.sha256).where(published_content.c.sha256 == sha256)
            if connection.execute(held).first():
                continue
            content = given.contents.get(sha256)
            if content is None or hashlib.sha256(content).hexdigest() != sha256:
                raise Refused(Refusal.BROKEN_PUBLICATION)
            connection.execute(published_content.insert().values(sha256=sha256, content=content))
    return NewPublications(tuple(root.number for root, _ in roots), tuple(listed for listed, _ in lists))


def read_unseen_publications(hub: Hub, code: str, epoch: str, after: int) -> PublicationsAnswer:
    """What a site has not seen after a cursor: every root in between, and the newest list of each scope of its own."""
    with hub.store.reading() as connection:
        rows = connection.execute(
            select(publication)
            .where(publication.c.cursor > after, publication.c.scope.in_((EVERYONE, code)))
            .order_by(publication.c.cursor)
        ).all()
        newest = connection.execute(select(CURSOR)).scalar_one()
    roots = tuple(_signed(row.document) for row in rows if row.sort == ROOT)
    lists = {row.scope: _signed(row.document) for row in rows if row.sort == LIST}
    return PublicationsAnswer(version=VERSION, epoch=epoch, cursor=newest, roots=roots, lists=tuple(lists.values()))


def read_published_content(hub: Hub, sha256: str) -> bytes | None:
    with hub.store.reading() as connection:
        query = select(published_content.c.content).where(published_content.c.sha256 == sha256)
        found = connection.execute(query).scalar()
    return None if found is None else bytes(found)


def read_newest_lists(hub: Hub) -> list[tuple[ItemList, int]]:
    with hub.store.reading() as connection:
        rows = connection.execute(
            select(publication).where(publication.c.sort == LIST).order_by(publication.c.cursor)
        ).all()
    newest = {row.scope: (parse_document(ItemList, _signed(row.document)), row.cursor) for row in rows}
    return [newest[scope] for scope in sorted(newest)]


def newest_cursors(hub: Hub) -> dict[str, int]:
    """The cursor at which a site has everything, by its code; that of a site with no list of its own is under ""."""
    everyones = max((cursor for listed, cursor in read_newest_lists(hub) if not listed.scope), default=0)
    return {listed.scope: max(cursor, everyones) for listed, cursor in read_newest_lists(hub)} | {EVERYONE: everyones}


def _new_roots(connection: Connection, given: Iterable[SignedDocument]) -> list[tuple[Root, SignedDocument]]:
    trusted = _newest(connection, ROOT, EVERYONE)
    if trusted is not None:
        return documents.follow_roots(parse_document(Root, trusted), given)
    in_order = sorted(given, key=lambda signed: parse_document(Root, signed).number)
    if not in_order:
        raise Refused(Refusal.NO_ROOT)
    first = documents.first_root(in_order[0])
    return [(first, in_order[0]), *documents.follow_roots(first, in_order)]


def _new_lists(
    connection: Connection, given: PublicationBundle, roots: list[Root], today: date
) -> list[tuple[ItemList, SignedDocument]]:
    root = roots[-1] if roots else parse_document(Root, _newest(connection, ROOT, EVERYONE) or given.roots[-1])
    found = []
    for signed in given.lists:
        scope = parse_document(ItemList, signed).scope
        if scope and connection.execute(select(site.c.code).where(site.c.code == scope)).first() is None:
            raise Refused(Refusal.OTHER_SITE_PUBLICATION, site=scope)
        held = _newest(connection, LIST, scope)
        known = None if held is None else HeldDocument(parse_document(ItemList, held).number, held.statement)
        listed = documents.judge_list(root, signed, known, scope, today)
        if known is None or listed.number > known.number:
            found.append((listed, signed))
    return found


def _newest(connection: Connection, sort: str, scope: str) -> SignedDocument | None:
    document = connection.execute(
        select(publication.c.document)
        .where(publication.c.sort == sort, publication.c.scope == scope)
        .order_by(publication.c.number.desc())
        .limit(1)
    ).scalar()
    return None if document is None else _signed(document)


def _signed(document: str) -> SignedDocument:
    return decode(SignedDocument, document.encode())
