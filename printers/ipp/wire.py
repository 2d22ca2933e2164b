"""Encode requests and decode answers of the Internet Printing Protocol (RFC 8010)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from struct import Struct

VERSION = b"\x01\x01"
"""IPP/1.1, which CUPS and every printer answer."""
OPERATION, JOB, END, PRINTER = 0x01, 0x02, 0x03, 0x04
CREATE_JOB, SEND_DOCUMENT, CANCEL_JOB = 0x0005, 0x0006, 0x0008
GET_JOB_ATTRIBUTES, GET_JOBS, GET_PRINTER_ATTRIBUTES = 0x0009, 0x000A, 0x000B
CUPS_GET_PRINTERS = 0x4002
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME_TYPE = 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
_NAMED_LANGUAGE = (0x35, 0x36)
_BEGIN_COLLECTION, _END_COLLECTION = 0x34, 0x37
_HEAD, _SHORT, _NUMBER = Struct(">2sHI"), Struct(">H"), Struct(">i")

Value = str | int | bool | bytes | None
"""The value of an attribute; None is an out-of-band value (unsupported, unknown, no value)."""
Attribute = tuple[int, str, str | int | bool | tuple[str, ...]]
"""(tag of its value, name, value or values)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` as in RFC 8011, Appendix B; `groups` are (tag, attributes by name, each with all of its values)."""

    status: int
    groups: tuple[tuple[int, Mapping[str, tuple[Value, ...]]], ...] = field(default_factory=tuple)

    def group(self, tag: int) -> Mapping[str, tuple[Value, ...]]:
        """The attributes of the first group with that tag; empty if there is none."""
        return next((attributes for group_tag, attributes in self.groups if group_tag == tag), {})


def request(operation: int, number: int, attributes: Iterable[Attribute], job: Iterable[Attribute] = ()) -> bytes:
    """Encode a request; a document may follow it. `job` are the attributes of a new job."""
    parts = [_HEAD.pack(VERSION, operation, number), bytes([OPERATION])]
    parts += [
        _attribute(CHARSET, "attributes-charset", "utf-8"),
        _attribute(LANGUAGE, "attributes-natural-language", "en"),
    ]
    parts += [_attribute(*attribute) for attribute in attributes]
    if job_attributes := [_attribute(*attribute) for attribute in job]:
        parts += [bytes([JOB]), *job_attributes]
    return b"".join([*parts, bytes([END])])


def answer(data: bytes) -> Answer:
    """Decode an answer. Raises ValueError for bytes that are none."""
    if len(data) < _HEAD.size:
        raise ValueError("no answer")
    _, status, _ = _HEAD.unpack_from(data)
    groups: list[tuple[int, dict[str, tuple[Value, ...]]]] = []
    at, name, depth = _HEAD.size, "", 0
    while at < len(data):
        tag = data[at]
        at += 1
        if tag == END:
            return Answer(status, tuple(groups))
        if tag < 0x10:
            groups.append((tag, {}))
            continue
        named, at = _piece(data, at)
        value, at = _piece(data, at)
        depth += (tag == _BEGIN_COLLECTION) - (tag == _END_COLLECTION)
        # The contents of collections are not needed: skip them.
        if not groups or depth or tag == _END_COLLECTION:
            continue
        name = named.decode("utf-8", "replace") or name
        groups[-1][1][name] = (*groups[-1][1].get(name, ()), _value(tag, value))
    raise ValueError("an answer without an end")


def _attribute(tag: int, name: str, value: str | int | bool | tuple[str, ...]) -> bytes:
    values = value if isinstance(value, tuple) else (value,)
    parts = []
    for number, one_value in enumerate(values):
        encoded_name = b"" if number else name.encode()
        data = _bytes(tag, one_value)
        parts += [bytes([tag]), _SHORT.pack(len(encoded_name)), encoded_name, _SHORT.pack(len(data)), data]
    return b"".join(parts)


def _bytes(tag: int, value: str | int | bool) -> bytes:
    if tag in (INTEGER, ENUM):
        return _NUMBER.pack(value)
    return bytes([value]) if isinstance(value, bool) else str(value).encode()


def _piece(data: bytes, at: int) -> tuple[bytes, int]:
    """The bytes after a length of two bytes, and where they end. Raises ValueError if they are cut off."""
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if at + 2 > len(data) or end > len(data):
        raise ValueError("an answer that is cut off")
    return data[at + 2 : end], end


def _value(tag: int, data: bytes) -> Value:
    if tag < 0x20:
        return None
    if tag in (INTEGER, ENUM) and len(data) == 4:
        return int(_NUMBER.unpack(data)[0])
    if tag == BOOLEAN:
        return data != b"\x00"
    if tag in _NAMED_LANGUAGE:
        _, at = _piece(data, 0)
        return _piece(data, at)[0].decode("utf-8", "replace")
    return data.decode("utf-8", "replace") if tag >= 0x40 else data
