"""The XMP packet of a PDF: its title and language, and whether it claims PDF/UA-1 (ISO 14289-1, clause 5)."""

from html import escape
from typing import TYPE_CHECKING

from printers.paper.words import clean
from printers.slip import Block, Heading, Items, Slip, Translated

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"{space}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li><rdf:li xml:lang="{tongue}">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{tongue}</rdf:li></rdf:Bag></dc:language>{claim}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""  # noqa: E501 (white space in a packet is content)
_SPACE = ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
_CLAIM = "\n<pdfuaid:part>1</pdfuaid:part>"


def title_of(slip: Slip) -> str:
    """The document's title on one line."""
    return " ".join(clean(slip.title).split())


def packet(slip: Slip) -> str:
    """The XMP packet of a slip."""
    claims = is_for_everyone(slip)
    return _PACKET.format(
        title=escape(title_of(slip)),
        tongue=escape(slip.language),
        space=_SPACE if claims else "",
        claim=_CLAIM if claims else "",
    )


def is_for_everyone(slip: Slip) -> bool:
    """Whether a paper may claim PDF/UA-1 as far as its words decide: a title, a language, headings that skip no level.

    What does not depend on the words (tags, fonts, order, alternatives) is the same on every paper, and tested.
    """
    levels = [level for block in slip.blocks for level in _levels(block)]
    steps = zip([0, *levels], levels, strict=False)
    return bool(title_of(slip) and slip.language and levels) and all(after <= before + 1 for before, after in steps)


def _levels(block: Block) -> tuple[int, ...]:
    if isinstance(block, Translated):
        return _levels(block.block)
    if isinstance(block, Heading):
        return (block.level,)
    return (3,) if isinstance(block, Items) and block.title else ()


def add_to(canvas: "Canvas", slip: Slip) -> None:
    """Add the packet to the document, uncompressed, so that programs that know no PDF find it."""
    from reportlab.pdfbase import pdfdoc

    kind = {"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(kind), packet(slip).encode("utf-8"), filters=[])
    canvas.setCatalogEntry("Metadata", stream)
