"""Searches every byte of a machine's files for what people typed, in every form it might have there.

A file is read raw, and what it holds compressed (zlib, gzip, zstd) is unpacked from wherever it begins; words are
looked for in UTF-8 in any case, in UTF-16, in hexadecimal and in base64. A database is read as a thief with its key
reads it: page by page, the free ones and those of the write-ahead log included.
"""

import base64
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ANCHOR = {"utf-8": 3}
"""Bytes of an anchor, four unless said here: the words of the run have three letters in common."""
_FOLDED = ("utf-8", "utf-16", "hexadecimal")
"""Forms looked for without regard to capitals."""


@dataclass(frozen=True, slots=True)
class Pattern:
    word: str
    form: str
    bytes: bytes


class Forms:
    def __init__(self, words: list[str], secrets: list[bytes]) -> None:
        patterns = {pattern for word in words for pattern in forms_of(word)}
        patterns |= {Pattern(secret[:4].hex(), "bytes", secret) for secret in secrets}
        self._folded = _by_anchor([pattern for pattern in patterns if pattern.form in _FOLDED])
        self._exact = _by_anchor([pattern for pattern in patterns if pattern.form not in _FOLDED])

    def within(self, data: bytes) -> Iterator[tuple[str, str]]:
        """Each `(word, form)` that lies in these bytes as they are."""
        yield from _found(data.lower(), self._folded)
        yield from _found(data, self._exact)


def forms_of(word: str) -> Iterator[Pattern]:
    """UTF-8, UTF-16 of either order, hexadecimal, and base64 wherever the word begins in a longer text."""
    low = word.lower()
    yield Pattern(word, "utf-8", low.encode())
    # Without the last zero it is found in both byte orders.
    yield Pattern(word, "utf-16", low.encode("utf-16-le")[:-1])
    for written in {word, low, word.upper()}:
        exact = written.encode()
        yield Pattern(word, "hexadecimal", exact.hex().encode())
        for shift in range(3):
            coded = base64.b64encode(bytes(shift) + exact)
            # The characters that do not depend on what stands before and after.
            sure = coded[(4 * shift + 2) // 3 : 4 * (shift + len(exact)) // 3]
            for pattern in {sure, sure.replace(b"+", b"-").replace(b"/", b"_")}:
                yield Pattern(word, "base64", pattern)


def _by_anchor(patterns: list[Pattern]) -> dict[bytes, list[tuple[Pattern, int]]]:
    chosen: dict[bytes, list[tuple[Pattern, int]]] = {}
    left = set(patterns)
    while left:
        counts = Counter(gram for pattern in left for gram in set(_grams(pattern)))
        anchor = max(sorted(counts), key=counts.__getitem__)
        covered = [pattern for pattern in left if anchor in set(_grams(pattern))]
        chosen.setdefault(anchor, []).extend((pattern, pattern.bytes.index(anchor)) for pattern in covered)
        left.difference_update(covered)
    return chosen


def _grams(pattern: Pattern) -> Iterator[bytes]:
    size = min(ANCHOR.get(pattern.form, 4), len(pattern.bytes))
    return (pattern.bytes[at : at + size] for at in range(len(pattern.bytes) - size + 1))


def _found(data: bytes, anchors: dict[bytes, list[tuple[Pattern, int]]]) -> Iterator[tuple[str, str]]:
    for anchor, patterns in anchors.items():
        at = data.find(anchor)
        while at >= 0:
            for pattern, offset in patterns:
                if at >= offset and data.startswith(pattern.bytes, at - offset):
                    yield pattern.word, pattern.form
            at = data.find(anchor, at + 1)


PAGE, RESERVED, SALT, WAL_HEADER, FRAME_HEADER = 4096, 80, 16, 32, 24
"""Of SQLCipher 4 and of SQLite's write-ahead log, in bytes."""
PIECE = 64
"""Bytes of a sound that are looked for."""
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|\x28\xb5\x2f\xfd")
_ZSTD = b"\x28\xb5\x2f\xfd"
_MOST_UNPACKED = 8_000_000
_BITE = 512
"""Bytes handed to a decompressor at once: most of what looks like a beginning is none, and ends with the first."""
_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Trace:
    path: str
    word: str
    form: str


@dataclass(frozen=True, slots=True)
class Look:
    """One search: its stage, how many traces it found, in how many bytes, and how long it took."""

    stage: str
    found: int
    size: int
    seconds: float


class Words:
    def __init__(self, words: list[str], secrets: list[bytes] | None = None) -> None:
        """`secrets` are bytes looked for exactly as they are; a trace names their beginning."""
        self._forms = Forms(words, secrets or [])

    def within(self, data: bytes) -> Iterator[tuple[str, str]]:
        """Each `(word, form)` that these bytes hold, unpacked as well."""
        yield from self._within(data, "", _DEPTH)

    def _within(self, data: bytes, how: str, depth: int) -> Iterator[tuple[str, str]]:
        for word, form in self._forms.within(data):
            yield word, how + form
        if depth:
            whole = memoryview(data)
            for at in (match.start() for match in _PACKED.finditer(data)):
                unpacked = _unpacked(whole[at:])
                if len(unpacked) >= 4:
                    yield from self._within(unpacked, how + "packed ", depth - 1)


def some_of(sound: bytes) -> bytes:
    """Bytes of a sound (16-bit WAV) that lie in no other file; b"" where it is silence."""
    pieces = (sound[at : at + PIECE] for at in range(PIECE, len(sound) - PIECE, PIECE))
    return max(
        (piece for piece in pieces if len(set(piece)) > PIECE // 3), key=lambda piece: len(set(piece)), default=b""
    )


def traces(roots: list[Path], words: Words, keys: dict[Path, bytes]) -> list[Trace]:
    """Everything found below these folders; `keys` are those of the stores (`*.db`), which a thief has too."""
    results = []
    for path in sorted({file for root in roots for file in _files(root)}):
        try:
            data = path.read_bytes()
        except OSError:  # a socket, or gone meanwhile
            continue
        pieces = [("", data)]
        for store, key in keys.items():
            if path == store:
                pieces.append(("page ", b"".join(clear_pages(data, key))))
            elif path.name == f"{store.name}-wal" and path.parent == store.parent:
                pieces.append(("log page ", b"".join(clear_frames(data, key))))
        for how, piece in pieces:
            results += [Trace(str(path), word, how + form) for word, form in sorted(set(words.within(piece)))]
    return results


def open_files(pid: int, roots: list[Path]) -> list[Path]:
    """What a process holds open and no search below `roots` meets, deleted files above all, as paths to read."""
    folder = Path(f"/proc/{pid}/fd")
    if not folder.exists():
        return []
    links = {}
    for path in folder.iterdir():
        try:
            links[path] = os.readlink(path)
        except FileNotFoundError:  # closed meanwhile, as the look into this very folder is
            continue
    met = tuple(f"{root}/" for root in roots)
    return [
        link
        for link, target in links.items()
        if target.startswith("/") and (target.startswith("/dev/shm/") or not target.startswith("/dev/"))
        and not (target.startswith(met) and Path(target).exists())
    ]  # fmt: skip


def clear_pages(data: bytes, key: bytes) -> Iterator[bytes]:
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


def _unpacked(data: memoryview) -> bytes:
    """What these bytes begin to unpack to, as far as they do: a page that is torn keeps what stood before."""
    unpacker: Any = zlib.decompressobj(47)
    if data[:4] == _ZSTD:
        unpacker = zstandard.ZstdDecompressor().decompressobj()
    out, at = bytearray(), 0
    try:
        while at < len(data) and len(out) < _MOST_UNPACKED and not unpacker.eof:
            out += unpacker.decompress(data[at : at + _BITE])
            at += _BITE
    except (zlib.error, zstandard.ZstdError):
        pass
    return bytes(out)
