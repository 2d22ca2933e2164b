"""Records what the product shows, offers, prints and stores, so that two versions of it can be compared:
`python -m scripts.record write FOLDER [--only pages,walk]`, `python -m scripts.record compare A B`.

It stays until nothing more is taken away (issue « less », third part). The walk is the gallery's French day, with that
of the hub after it. Dice and clock are seeded; what is random has stable names instead.
"""

import argparse
import difflib
import hashlib
import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import partial
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from itertools import chain, product
from pathlib import Path
from typing import Any

import cbor2
import click
import pikepdf
import pytest
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


PARTS, PAPER_LANGUAGES = ("lists", "schema", "papers", "walk", "pages"), ("fr", "ar")
LONGEST, WIDEST = 40, 300  # lines of a difference that are printed for one file, and letters of a line
PRINTER = "TM-T20II"  # it has letters and codes of its own
as_json = partial(json.dumps, ensure_ascii=False, indent=1, sort_keys=True, default=str)
MEMORY = "/dev/shm"
BREAKS = re.compile(r"(?<=,) (?![^()]*\))| (?=(?:FROM|WHEN|WHERE|SELECT|AND|ELSE|END|BEGIN)\b)")
MOVED = (
    ("hub.", "kiosk.hub."),
    ("gallery.", "tests.gallery."),
    ("kiosk.store.spool", "kiosk.store.printing.spool"),
)


def find(name: str) -> Any:
    """A module, where it stands today or before or after a move."""
    for beginning, before in MOVED:
        with suppress(ModuleNotFoundError):
            if name.startswith(beginning):
                return import_module(name.replace(beginning, before, 1))
    return import_module(name)


class Record:
    def __init__(self, folder: Path, parts: set[str], seed: str) -> None:
        self.folder, self.parts, self.opened, self.slips = folder, parts, Opened(), dict[str, Any]()
        self.opened.install()
        Dice(seed).install()
        self.papers, self.town = find("kiosk.services.papers.papers"), find("gallery.shots.town")
        self.renderers = {renderer.kind: renderer for renderer in find("printers.renderers").RENDERERS}
        self.kinds = sorted(paper.kind for paper in find("kiosk.services.papers.kinds").PAPERS)

    def put(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.rstrip("\n") + "\n", "utf-8")

    def write(self) -> None:
        days = ["fr", *(PAPER_LANGUAGES if "papers" in self.parts else ())]
        days += find("kiosk.words.languages").list_languages() if "pages" in self.parts else ()
        if "lists" in self.parts:
            self._commands_settings_codes()
        with pytest.MonkeyPatch.context() as patch:
            find("gallery.site.work_once").work_out_once(patch)
            patch.setattr(self.papers, "slip_of_kind", partial(self._keep, self.papers.slip_of_kind))
            for language in dict.fromkeys(days):
                watch = find("gallery.site.cast").Watch()
                with tempfile.TemporaryDirectory() as folder, self.town.town(Path(folder), watch) as place:
                    self._day(place, language)

    def _day(self, place: Any, language: str) -> None:
        box, engine = place.box.store.read().conn, place.central.hub.store.engine
        for name, app in (("box", place.app), ("hub", place.central.app)) if "lists" in self.parts else ():
            lines = sorted(f"{rule.rule} {' '.join(sorted(rule.methods))}" for rule in app.url_map.iter_rules())
            self.put(f"routes-{name}.txt", "\n".join(lines))
        if "schema" in self.parts:
            self.put("schema/box.sql", schema(box.execute))
            with engine.connect() as hub:
                self.put("schema/hub.sql", schema(hub.exec_driver_sql))
        if not self.parts & {"pages", "papers", "walk"}:
            return
        prints = "papers" in self.parts and language in PAPER_LANGUAGES
        of_hub = find("gallery.shots.hub").hub_shots(place) if language == "fr" else ()
        self.slips, made = {}, set[str]()
        for shot in chain(find("gallery.shots.shots").shots(place, language), of_hub):
            if "pages" in self.parts:
                page = f"<!-- {shot.path} {shot.status} -->\n{shot.source}"
                self.put(f"pages/{language}/{shot.name}.html", named(page))
            if prints:
                self._make_queued(place.box, made)
        if "walk" in self.parts and language == "fr":
            self._rows("walk/box", box.execute)
            with engine.connect() as hub:
                self._rows("walk/hub", hub.exec_driver_sql)
        if prints:
            self.town.transmit(place)
            self._make_others(place.box, language)
            self._papers(language)

    def _keep(self, make: Any, box: Any, kind: str, *more: Any) -> Any:
        self.slips.setdefault(kind, slip := make(box, kind, *more))
        return slip

    def _make_queued(self, box: Any, made: set[str]) -> None:
        for job in find("kiosk.store.spool").select_recent_jobs(box.store.read(), 1000):
            if job.id not in made:
                made.add(job.id)
                with suppress(find("kiosk.errors").Refused):
                    find("kiosk.services.spool.print_queue").render(box, job, self.renderers["text-42"], 1)

    def _make_others(self, box: Any, language: str) -> None:
        rows = [row for among in tables(box.store.read().conn.execute).values() for row in among]
        subjects = {value for row in rows for value in row.values() if isinstance(value, str) and len(value) < 64}
        subjects |= {"", *(f"{row['reference']}:{row['id']}" for row in rows if {"reference", "id"} <= row.keys())}
        readers = [find("kiosk.services.access.open_case").of_ring(ring, False) for ring in box.shifts.rings()]
        for kind, subject, reader in product(self.kinds, sorted(subjects), readers):
            if kind not in self.slips:
                with suppress(Exception):
                    self.papers.slip_of_kind(box, kind, subject, box.words(language), reader)

    def _papers(self, language: str) -> None:
        fonts = find("kiosk.words.paper_fonts").load_paper_fonts()
        for kind, made in sorted(self.slips.items()):
            slip, name = levelled(made), f"papers/{kind}.{language}"
            self.put(f"{name}.txt", self.renderers["text-42"].render(slip, fonts).decode())
            self.put(f"{name}.pdf.txt", operators(self.renderers["pdf-a4"].render(slip, fonts), given=bool(slip.pages)))
            printed = self.renderers["escpos-80"].for_profile(PRINTER).render(slip, fonts)
            self.put(f"{name}.escpos.hex", "\n".join(line.hex() for line in printed.split(b"\n")))
        self.put(f"papers/none-made.{language}.txt", "\n".join(kind for kind in self.kinds if kind not in self.slips))

    def _rows(self, folder: str, execute: Any) -> None:
        names: dict[str, str] = {}
        read = {table: [as_json(self.opened.read(row)) for row in rows] for table, rows in tables(execute).items()}
        found = {table: in_order(rows) for table, rows in sorted(read.items())}
        for table, number, row in ((table, *each) for table, rows in found.items() for each in enumerate(rows, 1)):
            if isinstance(own := json.loads(row).get("id"), str) and len(own) >= 32:
                names.setdefault(own, f"‹{table} {number}›")
        for table, rows in found.items():
            self.put(f"{folder}/{table}.json", named("\n".join(rows), names, f"{table} "))

    def _commands_settings_codes(self) -> None:
        main, chosen = find("kiosk.cli").main, (find("kiosk.settings").Settings(), find("hub.settings").HubSettings())
        self.put("commands.txt", as_json(main.to_info_dict(click.Context(main, info_name="kiosk"))))
        lines = [f"{type(of).__name__} {name} = {getattr(of, name)!r}" for of in chosen for name in fields_of(type(of))]
        self.put("settings.txt", "\n".join(lines))
        enums = [each for each in vars(find("kiosk.error_codes")).values() if isinstance(each, type)]
        codes = [f"{enum.__name__} {code.value}" for enum in enums if issubclass(enum, Enum) for code in enum]
        self.put("codes.txt", "\n".join(sorted(codes)))


def tables(execute: Any) -> dict[str, list[dict[str, Any]]]:
    found = execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    names = [name for (name,) in found.fetchall()]
    columns = {name: [column[1] for column in execute(f'PRAGMA table_info("{name}")').fetchall()] for name in names}
    rows = {name: execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    return {name: [dict(zip(columns[name], row, strict=True)) for row in rows[name]] for name in names}


def schema(execute: Any) -> str:
    """Every statement that makes a SQLite database, sorted by kind and name, in short lines."""
    found = execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name").fetchall()
    return "\n\n".join(BREAKS.sub("\n    ", " ".join(sql.split())) for (sql,) in found)


def operators(pdf: bytes, *, given: bool) -> str:
    """A PDF as text: its digest unless it was given, what it says of itself, what is drawn on each page."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        parts = [f"{key} {value}" for key, value in opened.docinfo.items()]
        parts += [] if given else [f"sha256 {sha256(pdf).hexdigest()}"]
        for page in opened.pages:
            parts.append(f"page {[round(float(side)) for side in page.mediabox]}")
            parts.append(pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page)).decode("latin-1"))
    return "\n".join(parts)


def compare(one: Path, other: Path) -> list[str]:
    first, second = ({str(file.relative_to(top)) for file in top.rglob("*.*")} for top in (one, other))
    told = [f"missing: {name}" for name in sorted(first - second)] + [f"new: {name}" for name in sorted(second - first)]
    told += [] if first and second else ["no record"]
    for name in sorted(first & second):
        texts = [(folder / name).read_text("utf-8", "replace") for folder in (one, other)]
        lines = [*difflib.unified_diff(texts[0].splitlines(), texts[1].splitlines(), n=1, lineterm="")][2:]
        told += [f"differs: {name}", *(line[:WIDEST] for line in lines[:LONGEST])] if lines else []
        told += [f"… {len(lines) - LONGEST} lines more"] if len(lines) > LONGEST else []
    return told


def main(arguments: list[str]) -> int:
    """Returns 1 where two records differ."""
    parser = argparse.ArgumentParser(prog="python -m scripts.record", description=__doc__)
    parser.add_argument("does", choices=("write", "compare"))
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--seed", default="record", help="Another one shows what is random and has no name here.")
    chosen = parser.parse_args(arguments)
    if chosen.does == "compare":
        told = compare(*chosen.folders)
        print("\n".join(told) or "equal")
        return min(len(told), 1)
    if os.environ.get("PYTHONHASHSEED") != "0":
        same = {
            "PYTHONHASHSEED": "0",
            "TZ": "UTC",
            "LANG": "C.UTF-8",
            "TMPDIR": MEMORY if os.path.isdir(MEMORY) else "/tmp",
        }
        os.execve(sys.executable, [sys.executable, "-m", "scripts.record", *arguments], os.environ | same)
    (folder,) = chosen.folders
    folder.mkdir(parents=True)  # refuses one that is there: a page that is gone must not be found in it
    Record(folder, set(chosen.only.split(",")), chosen.seed).write()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
