"""The reference of a case: site code, counter, check character (ISO 7064 MOD 37-36). It is made without a network.

An alias: the site's signed word that a case which was given one number bears another now (docs/wire.md).

The event that submitted the case stays as it was sealed, with the former number in it; the alias travels beside it.
"""

import re
from collections.abc import Iterable

from msgspec import Struct
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from kiosk.crypto import keys
from kiosk.domain.events.wire.reading import VERSION, decode
from kiosk.domain.events.wire.statements import AliasStatement
from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused


class Alias(Struct, frozen=True):
    """The `reference` under which a case of a site is filed, and those it had before, the oldest first. `stream` is the
    case's id; `signature` (hexadecimal) is there once it was read."""

    site: str
    stream: str
    reference: str
    formerly: tuple[str, ...]
    signature: str = ""

    def statement(self) -> bytes:
        """The bytes that the site signs: canonical JSON."""
        return AliasStatement(
            version=VERSION,
            alias="reference",
            site=self.site,
            stream=self.stream,
            reference=self.reference,
            formerly=self.formerly,
        ).statement()

    def to_wire(self, site_seed: bytes) -> dict[str, str]:
        statement = self.statement()
        return {"statement": statement.decode(), "signature": keys.sign_bytes(site_seed, statement).hex()}


def verify_alias(statement: str, signature: str, signers: Iterable[str]) -> Alias | None:
    """The alias that one of these keys (hexadecimal) signed; None for anything else."""
    try:
        written, signed = statement.encode(), bytes.fromhex(signature)
        said = decode(AliasStatement, written)
    except ValueError:
        return None
    if said.statement() != written or not any(keys.is_valid_signature(key, written, signed) for key in signers):
        return None
    return Alias(said.site, said.stream, said.reference, said.formerly, signature)


EXAMPLE = "FICT"
"""The code in every reference of a training (« fictif »). No site can have it: codes of sites are without I and O."""
MARGIN = 1000
"""References skipped when numbers may have been used that this box does not know of, for instance after a restore."""
_UNCLEAR = frozenset("OI01")
_CODE = re.compile(r"[A-HJ-NP-Z]{2,4}")
_SHAPE = re.compile(r"([A-Z]{2,4})(\d+)([2-9A-HJ-NP-Z])")


def check_site_code(site_code: str) -> None:
    """Check that somebody chose a code for the site, or that this is a training. Raises `Refused` (`no-site-code`)."""
    if site_code != EXAMPLE and not _CODE.fullmatch(site_code):
        raise Refused(Refusal.NO_SITE_CODE, path="kiosk.toml")


def mint_reference(site_code: str, after: int) -> tuple[str, int]:
    """The next reference after a counter, and its counter; skips those whose check character is O, I, 0 or 1. Raises
    `Refused` (`no-site-code`): no number is given under a code that nobody chose."""
    check_site_code(site_code)
    counter = after + 1
    while (check := mod_37_36.calc_check_digit(f"{site_code}{counter}")) in _UNCLEAR:
        counter += 1
    return f"{site_code}{counter}{check}", counter


def format_reference(reference: str) -> str:
    """The reference grouped for reading aloud: `SA1042K` is `SA 1042 K`, `SA10427B` is `SA 10 427 B`."""
    parts = _SHAPE.fullmatch(reference)
    if parts is None:
        return reference
    site, digits, check = parts.groups()
    size = 4 if len(digits) <= 4 else 3
    groups = [digits[max(0, end - size) : end] for end in range(len(digits), 0, -size)]
    return " ".join((site, *reversed(groups), check))


def parse_reference(typed: str) -> str:
    """The reference in what a person typed: spaces, dashes, case and the script of the digits do not matter.

    Raises `Refused` (`not-a-reference`) for another shape, `Refused` (`mistyped-reference`) if the check character does
    not fit.
    """
    compact = re.sub(r"[\s\-.\u2010-\u2015]+", "", spelling.fold_digits(typed)).upper()
    shape = re.fullmatch(rf"({EXAMPLE}|[A-HJ-NP-Z]{{2,4}})([\dOI]+)([2-9A-HJ-NP-Z])", compact)
    if shape is None:
        raise Refused(Refusal.NOT_A_REFERENCE)
    site, digits, check = shape.groups()
    reference = f"{site}{digits.replace('O', '0').replace('I', '1')}{check}"
    try:
        mod_37_36.validate(reference)
    except ValidationError:
        raise Refused(Refusal.MISTYPED_REFERENCE) from None
    return reference


def parse_reference_counter(reference: str) -> int:
    return int(_parts(reference)[2])


def parse_site_code(reference: str) -> str:
    return str(_parts(reference)[1])


def is_example_reference(reference: str) -> bool:
    """Whether a valid reference is of a training, so that nothing real stands behind it."""
    return parse_site_code(reference) == EXAMPLE


def _parts(reference: str) -> re.Match[str]:
    parts = _SHAPE.fullmatch(reference)
    if parts is None:
        raise Refused(Refusal.NOT_A_REFERENCE)
    return parts
