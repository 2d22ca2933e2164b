"""Makes a dictionary that the bodies of events are packed with, of the shipped procedures and their examples alone.

`python -m scripts.wire_dictionary 2` writes `kiosk/crypto/dictionaries/2.zstd`, and never over one that is there: what
a box has packed with it is unpacked with it years later. No answer of a person is ever read.
"""

import sys
from collections.abc import Iterator
from typing import Any

from kiosk.crypto.packing import LEVEL, PRIVATE
from kiosk.domain.events.event import encode_canonical_body
from kiosk.domain.events.wire.bodies import SubmittedBody
from scripts.source import ROOT
from trials.line.cases import filed, procedures

FOLDER = ROOT / "kiosk" / "crypto" / "dictionaries"
MOST_BYTES = 112_640
"""The size that zstd itself takes where nobody says one; whoever packs or unpacks holds one in memory."""
_NUMBER_AT = 4
"""Where the number of a dictionary stands, in four bytes (RFC 8878 §5)."""


def words() -> Iterator[bytes]:
    for procedure in procedures():
        said = [filed(procedure, example) for example in procedure.examples]
        answers: dict[str, Any] = {}
        papers: dict[str, Any] = {}
        for body in said:
            answers |= {answer.field: answer for answer in body.answers if answer.field not in answers}
            papers |= {paper.id: paper for paper in body.documents if paper.id not in papers}
        whole = {name: getattr(said[0], name) for name in said[0].__struct_fields__}
        yield encode_canonical_body(
            SubmittedBody(**whole | {"answers": tuple(answers.values()), "documents": tuple(papers.values())})
        )


def made(number: int) -> bytes:
    """The dictionary of this number: `words`, and what zstd learns of how often bytes come in the examples."""
    from backports import zstd

    examples = [
        encode_canonical_body(filed(procedure, example)) for procedure in procedures() for example in procedure.examples
    ]
    raw = zstd.ZstdDict(b"".join(words()), is_raw=True)
    content = bytearray(zstd.finalize_dict(raw, examples, MOST_BYTES, LEVEL).dict_content)
    content[_NUMBER_AT : _NUMBER_AT + 4] = (PRIVATE + number).to_bytes(4, "little")
    return bytes(content)


def main() -> None:
    number = int(sys.argv[1])
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{number}.zstd").open("xb") as file:
        written = file.write(made(number))
    print(number, written)


if __name__ == "__main__":
    main()
