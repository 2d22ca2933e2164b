"""Caches expensive results for a whole test run: derived keys, templates, routes, CSS selectors, procedure files,
catalogues, and the tables of new databases.

Nothing is faked: the values are those that the libraries, the loader and the migrations gave the first time.
"""

import hashlib
from collections.abc import Callable
from copy import copy
from functools import cache, partial, wraps
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MethodType
from typing import Any, ClassVar

import lxml.cssselect
import pytest
from babel.support import Translations
from flask import Flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache
from sqlcipher3 import dbapi2
from sqlite_utils import Database
from werkzeug.routing import Map, Rule

from kiosk.catalogue.define import catalogue
from kiosk.domain.procedure.procedure import Procedure
from kiosk.store import database
from kiosk.words import languages
from tests.gallery.site import hash_once


class Compiled(BytecodeCache):
    """Compiled templates, by what compiles them and by their text."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], Any] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        made_by = f"{type(environment).__module__} {name} {filename}"
        bucket = Bucket(environment, made_by, hashlib.sha256(source.encode()).hexdigest())
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


def work_out_once(patch: pytest.MonkeyPatch) -> None:
    """Install the caches, until the patch is undone."""
    hash_once.begin()
    patch.setitem(Flask.jinja_options, "bytecode_cache", Compiled())
    patch.setattr(lxml.cssselect, "CSSSelector", cache(lxml.cssselect.CSSSelector))
    patch.setattr(Flask, "url_rule_class", RuleOnce)
    patch.setattr(catalogue, "load_procedure", _each_file_once(catalogue.load_procedure))
    patch.setattr(database, "bring_up_to_date", Tables(database.bring_up_to_date))
    patch.setattr(Translations, "load", staticmethod(_each_catalogue_once(Translations.load)))
    _copy_new_hubs(patch)


def _each_file_once(load: Callable[..., Procedure]) -> Callable[..., Procedure]:
    """Cache sound procedure files, by path and bytes; faults of others are reported each time."""
    known: dict[tuple[str, bytes], Procedure] = {}

    @wraps(load)
    def once(source: bytes | Path | Traversable, name: str = "") -> Procedure:
        if not isinstance(source, Path) or not source.is_file():
            return load(source, name)
        key = (name or str(source), source.read_bytes())
        if key not in known:
            known[key] = load(source, name)
        return known[key]

    return once


def _each_catalogue_once(load: Callable[..., Any]) -> Callable[..., Any]:
    """Parse each catalogue that ships once: every box loads them for itself."""
    known: dict[tuple[str, ...], Any] = {}

    def once(place: str, locales: list[str], domain: str) -> Any:
        if place != str(languages.find_translations_folder()):
            return load(place, locales, domain)
        key = (domain, *locales)
        if key not in known:
            known[key] = load(place, locales, domain)
        return copy(known[key])

    return once


class RuleOnce(Rule):
    """A routing rule that is compiled once, by everything that goes into it; compiling is most of making an app."""

    known: ClassVar[dict[object, tuple[dict[str, Any], dict[str, Any]]]] = {}
    """What each was compiled to: the values that all like it share, and those of which each has its own."""

    def bind(self, map: Map, rebind: bool = False) -> None:
        """Bind the rule to an app's map; what the first one like it was compiled to is taken over."""
        of_map = (map.strict_slashes, map.merge_slashes, map.default_subdomain, repr(sorted(map.converters.items())))
        key = (self.rule, repr(self.defaults), self.subdomain, self.host, self.websocket, self.strict_slashes, of_map)
        if key in self.known and self.map is None:
            shared, own = self.known[key]
            self.__dict__.update(shared, map=map, **{name: self._mine(value) for name, value in own.items()})
            return
        super().bind(map, rebind)
        made = {name: value for name, value in vars(self).items() if name not in _EACH_ITS_OWN}
        own = {name: value for name, value in made.items() if isinstance(value, MethodType | dict | list | set)}
        self.known[key] = {name: value for name, value in made.items() if name not in own}, own

    def _mine(self, value: Any) -> Any:
        if isinstance(value, MethodType):
            return MethodType(value.__func__, self)
        return copy(value)


_EACH_ITS_OWN = ("map", "endpoint", "methods", "defaults", "redirect_to", "alias", "provide_automatic_options")
"""What a rule is given beside what it is compiled from."""


class Tables:
    """Migrates a box's new database by copying the pages of the first one that the migrations made; each is encrypted
    with its own key all the same.
    """

    def __init__(self, bring_up_to_date: Callable[[Database], None]) -> None:
        self._bring_up_to_date = bring_up_to_date
        self._first: Any = None

    def __call__(self, db: Database) -> None:
        is_new = db.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if is_new and self._first:
            self._first.backup(db.conn)
            return
        self._bring_up_to_date(db)
        if is_new:
            self._first = dbapi2.connect(":memory:", check_same_thread=False)
            self._first.execute("PRAGMA key = 'any'")  # pages are copied between two encrypted databases alone
            db.conn.backup(self._first)


def _copy_new_hubs(patch: pytest.MonkeyPatch) -> None:
    """Copy the first migrated SQLite file for each new hub, and ask Alembic nothing of a database that is at its newest
    revision: there it would find nothing to do.
    """
    try:
        from sqlalchemy import create_engine

        from hub.store import opening
    except ImportError:  # the extra `hub` is not installed
        return
    first: list[bytes] = []
    upgrade, newest = opening.upgrade, cache(opening.newest_revision)

    def copied(engine: Any) -> None:
        path = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
        new = path if path is not None and path.is_file() and not path.stat().st_size else None
        if new and first:
            new.write_bytes(first[0])
        if _revision(engine) != newest():
            upgrade(engine)
        if new and not first:
            engine.dispose()  # the last connection folds the log into the file
            first.append(new.read_bytes())

    patch.setattr(opening, "upgrade", copied)
    # SQLAlchemy's own word for it: an execution option.
    options = {"compiled_cache": Statements()}
    patch.setattr(opening, "create_engine", partial(create_engine, execution_options=options))


class Statements:
    """SQL of a hub's statements, compiled once for all hubs on databases of one kind and version: each hub compiles
    its own otherwise, a tenth of the time of its tests.
    """

    def __init__(self) -> None:
        self._compiled: dict[tuple[Any, ...], Any] = {}

    def get(self, key: tuple[Any, ...]) -> Any:
        return self._compiled.get(self._for_all(key))

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self._compiled[self._for_all(key)] = compiled

    def _for_all(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        """SQLAlchemy's key (`ClauseElement._compile_w_cache`), whose first part is one engine's dialect."""
        dialect, *statement = key
        return type(dialect), getattr(dialect, "server_version_info", None), *statement


def _revision(engine: Any) -> str:
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return ""
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
