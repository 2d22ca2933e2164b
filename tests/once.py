"""What gives the same whenever it is asked is worked out once in a run: stretched words, templates, procedure files.

Nothing here stands in for anything: the values are those that the libraries and the loader gave the first time.
"""

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import argon2.low_level
import pytest
from flask import Flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

from kiosk.catalogue import loading
from kiosk.domain.procedure import Procedure


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
    """From now on, until the patch is undone."""
    patch.setattr(argon2.low_level, "hash_secret_raw", cache(argon2.low_level.hash_secret_raw))
    patch.setattr(argon2.PasswordHasher, "verify", cache(argon2.PasswordHasher.verify))
    patch.setitem(Flask.jinja_options, "bytecode_cache", Compiled())
    patch.setattr(loading, "load", _each_file_once(loading.load))


def _each_file_once(load: Callable[..., Procedure]) -> Callable[..., Procedure]:
    """A sound file, by its path and its bytes; what is wrong with another is told each time."""
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
