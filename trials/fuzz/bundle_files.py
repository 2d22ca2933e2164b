"""The fuzz target of files that travel by hand: a stranger's file, and what somebody seals who knows the reader's key.

The first byte of an input says what the rest is: a file as it lies on a stick, or what is sealed in the one message of
a whole file, so that mutations reach the reader behind the seal.
"""

from collections.abc import Callable
from io import BytesIO

AS_IT_LIES, MESSAGE = b"\x00", b"\x01"
_BUNDLE, _SEED = "0123456789abcdef" * 2, bytes(32)
_LONGEST = 1 << 20
"""Bytes of an input: what is in a file is not packed, so that nothing is ever larger than the file."""


def _file(content: bytes) -> bytes:
    from kiosk.crypto import keys
    from kiosk.domain.events.sealed import seal_message
    from kiosk.files.carried_file import write_carried

    return b"".join(write_carried(_BUNDLE, [("events/0", seal_message(content, _SEED, keys.verify_key(_SEED)))]))


def prepare() -> Callable[[bytes], object]:
    """The function that reads a file as a hub does, part by part."""
    from hub.wire import decode_batch
    from kiosk.crypto import keys
    from kiosk.domain.events.wire.reading import Misfit
    from kiosk.error_codes import Refusal
    from kiosk.errors import Refused
    from kiosk.files.carried_file import open_carried

    signer = keys.verify_key(_SEED)

    def read(data: bytes) -> None:
        file = data[1:] if data[:1] == AS_IT_LIES else _file(data[1:])
        assert len(file) <= _LONGEST
        carried = open_carried(BytesIO(file))
        assert sum(len(carried.read(name)) for name in set(carried.names)) <= len(file), "more came out than went in"
        for name in carried.names_of("events"):
            opened = carried.open_part(name, _SEED)
            assert opened.signer([signer]) == signer or data[:1] == AS_IT_LIES
            try:
                decode_batch(opened.content)
            except Misfit:
                raise Refused(Refusal.NEWER_BUNDLE) from None

    return read


def seeds() -> list[bytes]:
    """A batch in a message, whole and cut, and the file with it, whole and cut."""
    heartbeat = b'"heartbeat": {"unsent": 1, "last_counter": 7, "asked": "77777777777777777777777777777777"}'
    batch = b'{"version": 2, "site": "SA", ' + heartbeat + b', "events": [{"id": "' + b"a" * 32 + b'"}]}'
    file = _file(batch)
    return [MESSAGE + batch, MESSAGE + batch[:-9], AS_IT_LIES + file, AS_IT_LIES + file[:-3]]
