"""Mediators: adding one, signing in, locking out, letting in again. No clock is asked."""

import unicodedata

from kiosk import keys
from kiosk.errors import Refused
from kiosk.services.box import Actor, Box
from kiosk.store import journal, people
from kiosk.store.people import Mediator

TRIES = 5
"""Wrong passphrases in a row that lock an account until another mediator or the command line lets it in."""
SHORTEST = 12
"""Characters of a passphrase: twelve or more, and nothing else is asked of it (NIST SP 800-63B 5.1.1.2)."""


def add_mediator(box: Box, login: str, name: str, passphrase: str) -> Mediator:
    """Keep a new mediator. Raises `Refused`: `empty-name`, `short-passphrase`, `login-taken`."""
    login, name = login.strip(), name.strip()
    if not login or not name:
        raise Refused("empty-name")
    _long_enough(passphrase)
    mediator = Mediator(box.clock.new_id(), login, name, keys.hash_passphrase(_normal(passphrase)))
    with box.store.write() as db:
        if people.mediator_by_login(db, login) is not None:
            raise Refused("login-taken", login=login)
        people.add_mediator(db, mediator, box.clock.now())
    return mediator


def sign_in(box: Box, login: str, passphrase: str, actor: Actor) -> Mediator:
    """The mediator who knows the passphrase. Raises `Refused`: `wrong-sign-in`, `locked-out`.

    A wrong try is on the disk before it is answered, so that no restart forgets it.
    """
    mediator = people.mediator_by_login(box.store.read(), login.strip())
    if mediator is None:
        keys.passphrase_matches(keys.NOBODY, passphrase)  # as slow as a real one: a login cannot be guessed by the time
        raise Refused("wrong-sign-in")
    with box.store.write() as db:
        if people.wrong_tries(db, mediator.id) >= TRIES:
            raise Refused("locked-out", name=mediator.name)
        people.add_wrong_try(db, mediator.id, box.clock.now())
    if not keys.passphrase_matches(mediator.passphrase, _normal(passphrase)):
        _journal(box, mediator.id, "wrong-sign-in", actor)
        if people.wrong_tries(box.store.read(), mediator.id) >= TRIES:
            raise Refused("locked-out", name=mediator.name)
        raise Refused("wrong-sign-in")
    with box.store.write() as db:
        people.forgive(db, mediator.id)
    _journal(box, mediator.id, "signed-in", actor)
    return mediator


def let_in(box: Box, login: str, actor: Actor) -> None:
    """Unlock an account. Raises `Refused("no-such-mediator")`, `Refused("not-oneself")`."""
    mediator = people.mediator_by_login(box.store.read(), login.strip())
    if mediator is None:
        raise Refused("no-such-mediator", login=login)
    if mediator.id == actor.mediator_id:
        raise Refused("not-oneself")
    with box.store.write() as db:
        people.forgive(db, mediator.id)
    _journal(box, actor.mediator_id, "let-in", actor, mediator.login)


def change_passphrase(box: Box, login: str, passphrase: str) -> None:
    """From the command line only. Raises `Refused`: `no-such-mediator`, `short-passphrase`."""
    mediator = people.mediator_by_login(box.store.read(), login.strip())
    if mediator is None:
        raise Refused("no-such-mediator", login=login)
    _long_enough(passphrase)
    with box.store.write() as db:
        people.set_passphrase(db, mediator.id, keys.hash_passphrase(_normal(passphrase)))
        people.forgive(db, mediator.id)


def _normal(passphrase: str) -> str:
    """One spelling per text: a phone may type « é » as two characters (RFC 8265)."""
    return unicodedata.normalize("NFC", passphrase)


def _long_enough(passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise Refused("short-passphrase", shortest=SHORTEST)


def _journal(box: Box, mediator_id: str, action: str, actor: Actor, detail: str = "") -> None:
    with box.store.write() as db:
        journal.note(
            db, box.clock.now(), action, mediator_id=mediator_id, station_id=actor.station_id, detail=detail
        )  # fmt: skip
