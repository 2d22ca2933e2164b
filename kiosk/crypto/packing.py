"""Compression with zstd before sealing, with the dictionaries that ship: bytes in which the words of procedures stand.

Each dictionary has a number, which zstd writes into every frame that it packs with it (RFC 8878 §3.1.1.1.3), so that
a hub tells which one opens it. A dictionary never changes and never leaves; `scripts/wire_dictionary.py` makes another.
"""

from collections import deque
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kiosk.errors import Unreadable

if TYPE_CHECKING:
    from zstandard import ZstdCompressionDict, ZstdDecompressor

DICTIONARIES = (1,)
"""The numbers of the dictionaries that ship, the newest last."""
PRIVATE = 0x8000
"""Added to a number in a frame: the numbers below are kept for a register of zstd (RFC 8878 §6)."""
LEVEL = 10
WINDOW_BYTES = 8 << 20
"""What one frame may make its reader hold in memory (RFC 8878 §3.1.1.1.2 recommends to support 8 MB)."""


_IDLE: "deque[tuple[int, ZstdDecompressor]]" = deque(maxlen=4)
"""Decompressors at rest, each with the number of its dictionary: making one takes as long as using it. Whoever uses one
has taken it out, since one of zstandard's is not safe between threads."""


class UnknownDictionary(Unreadable):
    """It was packed with a dictionary that this version does not have."""


def compress_bytes(clear: bytes, dictionary: int = 0, level: int = LEVEL) -> bytes:
    """Compress; `dictionary` is one of `DICTIONARIES`, 0 for none. `level` is zstd's: how hard to try."""
    import zstandard

    used = _dictionary(dictionary) if dictionary else None
    # One for each call: one of zstandard's is not safe between threads.
    return zstandard.ZstdCompressor(level=level, dict_data=used).compress(clear)


def decompress_bytes(packed: bytes, most: int) -> bytes:
    """What `compress_bytes` compressed, with whichever dictionary.

    Raises `Unreadable` for anything else, and for more than `most` bytes of content; `UnknownDictionary`.
    """
    import zstandard

    try:
        frame = zstandard.get_frame_parameters(packed)
        unpacker = _unpacker(frame.dict_id)
        if frame.content_size > most:  # what is unknown is more than any size
            raise Unreadable()
        # A frame that holds another size than it says is no frame; a stream would take a buffer of `most` bytes.
        clear = unpacker.decompress(packed, max_output_size=most)
    except zstandard.ZstdError:
        raise Unreadable() from None
    _IDLE.append((frame.dict_id, unpacker))
    return clear


def _unpacker(named: int) -> "ZstdDecompressor":
    import zstandard

    if named and named - PRIVATE not in DICTIONARIES:
        raise UnknownDictionary()
    try:
        of_idle, unpacker = _IDLE.pop()
        if of_idle == named:
            return unpacker
    except IndexError:
        pass
    dictionary = _dictionary(named - PRIVATE) if named else None
    return zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=WINDOW_BYTES)


@cache
def _dictionary(number: int) -> "ZstdCompressionDict":
    import zstandard

    return zstandard.ZstdCompressionDict((files("kiosk.crypto") / "dictionaries" / f"{number}.zstd").read_bytes())
