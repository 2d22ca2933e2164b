"""Looks for what people typed in every byte of a machine's files, in whatever form it might lie there.

A file is read raw, and what it holds compressed (zlib, gzip, zstd) is unpacked from wherever it begins; words are
looked for in UTF-8 in any case, in UTF-16 and in base64. A store is read as its thief reads it, who has its key: page
by page, the free ones and those of the write-ahead log included.
"""

import base64
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT, WAL_HEADER, FRAME_HEADER = 4096, 80, 16, 32, 24
"""Of SQLCipher 4 and of SQLite's write-ahead log, in bytes."""
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|\x28\xb5\x2f\xfd")
_MOST_UNPACKED = 8_000_000
_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Trace:
    """Where something was found: the file, what it was, and in which form."""

    path: str
    word: str
    form: str


class Words:
    """What is looked for, ready in every form."""

    def __init__(self, words: list[str]) -> None:
        self._forms = [(word, form, pattern) for word in words for form, pattern in _forms(word)]

    def add_bytes(self, secrets: list[bytes]) -> None:
        """Look for these bytes too, exactly as they are; a trace names their beginning."""
        self._forms += [(each[:4].hex(), "base64", each) for each in secrets]

    def within(self, data: bytes) -> Iterator[tuple[str, str]]:
        """Each `(word, form)` that these bytes hold, unpacked as well."""
        yield from self._within(data, "", _DEPTH)

    def _within(self, data: bytes, how: str, depth: int) -> Iterator[tuple[str, str]]:
        lower = data.lower()
        for word, form, pattern in self._forms:
            if pattern in (lower if form != "base64" else data):
                yield word, how + form
        if depth:
            for at in (found.start() for found in _PACKED.finditer(data)):
                unpacked = _unpacked(data[at : at + _MOST_UNPACKED])
                if len(unpacked) >= 4:
                    yield from self._within(unpacked, how + "packed ", depth - 1)


def traces(roots: list[Path], words: Words, keys: dict[Path, bytes]) -> list[Trace]:
    """Everything found below these folders; `keys` are those of the stores (`*.db`), which a thief has too."""
    found = []
    for path in sorted({each for root in roots for each in _files(root)}):
        try:
            data = path.read_bytes()
        except OSError:  # a socket, or gone meanwhile
            continue
        pieces = [("", data)]
        for store, key in keys.items():
            if path == store:
                pieces += [("page ", page) for page in clear_pages(data, key)]
            elif path.name == f"{store.name}-wal" and path.parent == store.parent:
                pieces += [("log page ", page) for page in clear_frames(data, key)]
        for how, piece in pieces:
            found += [Trace(str(path), word, how + form) for word, form in set(words.within(piece))]
    return found


def open_files(pid: int) -> list[Path]:
    """What a process holds open, deleted files included, as paths that can be read."""
    folder = Path(f"/proc/{pid}/fd")
    return [each for each in folder.iterdir() if os.readlink(each).startswith("/")] if folder.exists() else []


def clear_pages(data: bytes, key: bytes) -> Iterator[bytes]:
    """Every page of a keyed store, decrypted; free ones too."""
    for number in range(len(data) // PAGE):
        page = data[number * PAGE : (number + 1) * PAGE]
        yield _clear(page[SALT:] if number == 0 else page, key)


def clear_frames(data: bytes, key: bytes) -> Iterator[bytes]:
    """Every page in a write-ahead log, decrypted; those that a checkpoint has left behind too."""
    at = WAL_HEADER
    while at + FRAME_HEADER + PAGE <= len(data):
        first = int.from_bytes(data[at : at + 4], "big") == 1
        page = data[at + FRAME_HEADER : at + FRAME_HEADER + PAGE]
        yield _clear(page[SALT:] if first else page, key)
        at += FRAME_HEADER + PAGE


def _clear(page: bytes, key: bytes) -> bytes:
    body, iv = page[:-RESERVED], page[-RESERVED : -RESERVED + 16]
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return cipher.update(body) + cipher.finalize()


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
    for folder, _, names in os.walk(root):
        yield from (Path(folder) / name for name in names if not (Path(folder) / name).is_symlink())


def _forms(word: str) -> Iterator[tuple[str, bytes]]:
    clear = word.lower().encode()
    yield "utf-8", clear
    yield "utf-16", word.lower().encode("utf-16-le")
    exact = word.encode()
    for shift in range(3):
        # The characters that do not depend on what stands before and after.
        coded = base64.b64encode(b"\0" * shift + exact)
        yield "base64", coded[(4 * shift + 2) // 3 + (1 if shift else 0) : 4 * ((shift + len(exact)) // 3)]


def _unpacked(data: bytes) -> bytes:
    try:
        if data[:4] == b"\x28\xb5\x2f\xfd":
            return zstandard.ZstdDecompressor().stream_reader(data).read(_MOST_UNPACKED)
        return zlib.decompressobj(47).decompress(data, _MOST_UNPACKED)
    except (zlib.error, zstandard.ZstdError):
        return b""
