"""Information sheets for everyone, and messages for whoever works at the desk, as they are shown today."""

from functools import lru_cache

from kiosk.catalogue.define import catalogue
from kiosk.catalogue.read.source import CatalogueFaults
from kiosk.domain.published.documents import FRENCH, Message, Sheet
from kiosk.domain.search.query import folded, says_nothing_yet, search_words, stem, telling
from kiosk.services.box.box import Actor, Box
from kiosk.services.published.kinds import message, sheet
from kiosk.store.published import publications


def sheets(box: Box, language: str) -> list[Sheet]:
    """The sheets that are shown today, by title in this language."""
    today = box.watch.today().day
    in_force = publications.in_force(box.store.read(), sheet.KIND.name)
    shown = [made for item in in_force if (made := _sheet(item.content, item.name)) and made.is_shown(today)]
    return sorted(shown, key=lambda made: folded(made.title.text(language)))


def sheet_named(box: Box, name: str) -> Sheet | None:
    """The sheet of that name, None where none is shown today."""
    return next((made for made in sheets(box, "") if made.name == name), None)


def matching(box: Box, language: str, typed: str) -> list[Sheet]:
    """The sheets that hold every word typed, in French or in this language; none while too little is typed."""
    wanted = {stem(word) for word in search_words(typed)}
    if says_nothing_yet(typed) or not wanted:
        return []
    return [made for made in sheets(box, language) if wanted <= _stems(made, language)]


def messages(box: Box, actor: Actor) -> list[Message]:
    """The messages of today that this mediator has not read."""
    db, today = box.store.read(), box.watch.today().day
    read = publications.of(db, actor.mediator_id)
    found = []
    for item in publications.in_force(db, message.KIND.name):
        made = _message(item.content, item.name)
        if made is not None and made.is_shown(today) and (item.name, item.sha256) not in read:
            found.append(made)
    return found


def have_read(box: Box, actor: Actor, name: str) -> None:
    """Note that this mediator has read the message of that name, as it is now."""
    with box.store.write() as db:
        for item in publications.in_force(db, message.KIND.name):
            if item.name == name:
                publications.insert_message_read(db, item.name, item.sha256, actor.mediator_id, box.clock.now())


def _stems(made: Sheet, language: str) -> set[str]:
    texts = [part.text(manner) for part in (made.title, made.text) for manner in (FRENCH, language)]
    return {stem(word) for word in telling(" ".join(texts))}


@lru_cache(maxsize=256)
def _sheet(content: bytes, name: str) -> Sheet | None:
    """A sheet; None for one that an older or newer program took and this one does not read."""
    try:
        return catalogue.read_sheet(content, name)
    except CatalogueFaults:
        return None


@lru_cache(maxsize=64)
def _message(content: bytes, name: str) -> Message | None:
    try:
        return catalogue.read_message(content, name)
    except CatalogueFaults:
        return None
