"""What makes two records of `scripts/record.py` equal: seeded dice, a clock that stands, names for what is random."""

import hashlib
import json
import re
import secrets
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any

import cbor2
from nacl import bindings, public

THROWN = "c10c"
"""What is in every id that these dice throw, after its number."""
BEGINNING = datetime(2027, 3, 9, 9, tzinfo=UTC)
"""A Tuesday morning on which what the gallery publishes is in force."""
RANDOM = re.compile(
    r"(?P<address>127\.0\.0\.1:\d+)|(?P<folder>(?:/tmp|/dev/shm)/[\w-]+)"
    r"|(?P<square>(?<=d=\")M4 4h7[^\"]*)|(?P<word>(?<=value=\")\w+(?=\" autocomplete=\"off\"\s+autocapital))"
    r"|(?P<secret>(?<=class=\"secret\" translate=\"no\">)[^<]+|<ol class=\"secret.*?</ol>)"
    r"|(?P<digits>(?<=class=\"reference\" dir=\"ltr\">)\d{3} \d{3})|(?P<fingerprint><p class=\"fingerprint.*?</p>)"
    r"|(?P<pem>-----BEGIN [A-Z ]+-----.*?-----END [A-Z ]+-----)|(?P<argon>argon2id\$[^\"\s]+)"
    r"|(?P<mark>\bM-[0-9A-F]{6,}\b|\bparvis-[0-9a-f]{4}(?=\.local))"
    r"|(?P<id>(?<![0-9a-f])(?=\d*[a-f])[0-9a-f]{16,}(?![0-9a-f])|\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8}\b)|(?P<proof>\b[A-Z2-7]{32,})"
    r"|(?P<code>\b(?:[A-Z]{3} )?[2-9A-HJ-NP-Z]{5}[- ]?[2-9A-HJ-NP-Z]{5}\b)"
    r"|(?P<token>(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{40,})",
    re.DOTALL,
)
"""What is random in a text, by what it is."""
ENCRYPT = (
    (bindings, "crypto_aead_xchacha20poly1305_ietf_encrypt", 0),
    (bindings, "crypto_secretstream_xchacha20poly1305_push", 1),
    (public.SealedBox, "encrypt", 1),
)
"""What encrypts, and the place of the clear text among its arguments."""
UNSAID = re.compile(
    rf"{datetime.now(UTC).date()}[ T][\d:.+]+|"
    + r"\?v=[\w-]+|\.[0-9a-f]{8,}(?=\.(?:css|js|svg|png|woff2?)\b)|(?<=:\d\d)\.\d+"
)
"""What a static file's address says of its contents, in either form, real moments, parts of seconds."""


def generic(text: str, keeps: str = "") -> str:
    """The text without what is random in it, but for ids that these dice threw where `keeps` is what they look like."""
    return RANDOM.sub(lambda found: found[0] if keeps and keeps in found[0] else "‹›", UNSAID.sub("", text))


def in_order(rows: list[str]) -> list[str]:
    """Rows in an order that nothing random decides: it looks where else each random value stands."""
    rows, places = [UNSAID.sub("", row) for row in rows], dict[str, list[str]]()
    for row in rows:
        for found in RANDOM.finditer(row):
            places.setdefault(found[0], []).append(generic(row, THROWN))
    known = {value: hashlib.sha256("".join(sorted(among)).encode()).hexdigest() for value, among in places.items()}

    def key(row: str) -> tuple[str, ...]:
        return generic(row), generic(row, THROWN), *(known[found[0]] for found in RANDOM.finditer(row))

    return sorted(rows, key=key)


def named(text: str, names: dict[str, str] | None = None, where: str = "") -> str:
    """The text with stable names for what is random, in order of appearance; `names` keeps them."""
    names = {} if names is None else names
    counts = Counter(name.rpartition(" ")[0] for name in names.values())

    def name(found: re.Match[str]) -> str:
        if found[0] not in names:
            counts[kind := f"‹{where}{found.lastgroup}"] += 1
            names[found[0]] = f"{kind} {counts[kind]}›"
        return names[found[0]]

    return RANDOM.sub(name, UNSAID.sub("", text))


def levelled(value: Any) -> Any:
    """A value whose texts have the same letter for all that is random: as long as before, so that it prints alike."""
    if isinstance(value, str):
        return RANDOM.sub(lambda found: re.sub(r"\w", "A", found[0]), UNSAID.sub("", value))
    if isinstance(value, tuple):
        return tuple(map(levelled, value))
    names = fields_of(type(value))
    return type(value)(**{name: levelled(getattr(value, name)) for name in names}) if names else value


def fields_of(kind: type[Any]) -> list[str]:
    named = [field.name for field in fields(kind)] if is_dataclass(kind) else []
    return [*getattr(kind, "__struct_fields__", named)]


class Dice:
    """Throws what was seeded: of each kind and size in a row of its own, so that one throw more changes no other."""

    def __init__(self, seed: str) -> None:
        self._seed, self._counts, self._turn = seed, Counter[str](), threading.Lock()

    def install(self) -> None:
        """Use these dice and a clock that moves by a microsecond a look, from now on and in this process."""
        from kiosk.clock import Clock  # the product is imported after `Opened.install`

        def put(of: Any, **values: Callable[..., Any]) -> None:
            for name, value in values.items():
                setattr(of, name, value)

        def below(most: int) -> int:
            return int.from_bytes(self._throw(f"below {most}", 16)) % most

        look, identify = partial(self._count, "look"), partial(self._count, "id")
        put(Clock, now=lambda _: BEGINNING + timedelta(microseconds=look()), monotonic=lambda _: 1e5 + look() / 1e6)
        put(Clock, new_id=lambda _: f"{identify():06x}{THROWN:0<26}")
        put(secrets, token_bytes=partial(self._throw, "bytes"), token_hex=lambda size: self._throw("hex", size).hex())
        put(secrets, randbelow=below, choice=lambda among: among[below(len(among))])
        put(uuid, uuid4=lambda: uuid.UUID(bytes=self._throw("uuid", 16), version=4))
        free = shutil.disk_usage("/")._replace(total=64_000_000_000, used=32_000_000_000, free=32_000_000_000)
        put(shutil, disk_usage=lambda _: free)

    def _count(self, kind: str) -> int:
        with self._turn:
            self._counts[kind] += 1
            return self._counts[kind]

    def _throw(self, kind: str, size: int = 32) -> bytes:
        return hashlib.shake_128(f"{self._seed} {kind} {size} {self._count(f'{kind} {size}')}".encode()).digest(size)


class Opened:
    """The clear text of all that libsodium encrypts in this process, by its encrypted bytes, with whatever key."""

    def __init__(self) -> None:
        self._clear: dict[bytes, bytes] = {}

    def install(self) -> None:
        """Note from now on; before the product is imported."""
        for of, name, place in ENCRYPT:
            setattr(of, name, self._noting(getattr(of, name), place))

    def _noting(self, encrypt: Callable[..., bytes], place: int) -> Callable[..., bytes]:
        def noting(*given: Any, **named: Any) -> bytes:
            made = encrypt(*given, **named)
            self._clear[made] = given[place]
            return made

        return noting

    def read(self, value: Any) -> Any:
        """A value of a store as JSON has it: opened, unpacked and decoded, as often as there is something to."""
        if isinstance(value, bytes | memoryview):
            return self._bytes(bytes(value))
        if isinstance(value, str) and value[:1] in ("{", "["):
            with suppress(ValueError):
                return self.read(json.loads(value))
        if isinstance(value, Mapping):
            return {str(self.read(key)): self.read(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.read(item) for item in value]
        return round(value, 5) if isinstance(value, float) else value

    def _bytes(self, value: bytes) -> Any:
        for sealed in (value, value[24:]):  # a nonce may stand before
            if sealed in self._clear:
                return {"opened": self.read(self._clear[sealed])}
        with suppress(Exception):
            return self.read(import_module("kiosk.crypto.packing").decompress_bytes(value, 1 << 26))
        with suppress(UnicodeDecodeError):
            text = value.decode()
            if text.replace("\n", "").replace("\r", "").isprintable():
                return self.read(text)
        with suppress(Exception):
            decoded = cbor2.loads(value)
            if isinstance(decoded, list | dict) and cbor2.dumps(decoded) == value:
                return self.read(decoded)
        return {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
