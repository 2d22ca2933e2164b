"""Build the structure tree of a tagged PDF (ISO 32000-1, 14.7): the role of each mark, in reading order."""

from typing import TYPE_CHECKING, Any

from printers.paper.marks import Box, Mark, Tag, Words
from printers.paper.words import clean

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


class Structure:
    """Collects marks in reading order while pages are drawn, then adds the tree to the document."""

    def __init__(self) -> None:
        self._marked: dict[Tag, list[tuple[int, int]]] = {}
        self._lines: dict[Tag, list[str]] = {}
        self._reordered: set[Tag] = set()
        self._owners: list[list[Tag]] = []

    def begin(self, mark: Mark, page: int) -> str:
        """The PDF operator that opens a mark on a page (counted from 0); a mark without a tag is an artifact."""
        while len(self._owners) <= page:
            self._owners.append([])
        tag = None if isinstance(mark, Box) else mark.tag
        actual = ""
        if isinstance(mark, Words):
            if mark.logical is not None:
                # Copying, searching and reading aloud use the logical text, not the shaped one in visual order.
                # Never with the role Span: poppler would reverse the text again.
                actual = f" /ActualText <FEFF{mark.logical.encode('utf-16-be').hex().upper()}>"
            if tag:
                self._lines.setdefault(tag, []).append(_logical(mark))
                if actual:
                    self._reordered.add(tag)
        if tag is None:
            return f"/Artifact <<{actual} >> BDC" if actual else "/Artifact BMC"
        number = len(self._owners[page])
        self._owners[page].append(tag)
        self._marked.setdefault(tag, []).append((page, number))
        return f"/{tag.role} <</MCID {number}{actual}>> BDC"

    def add_to(self, canvas: "Canvas") -> None:
        """Add the tree to the document, after its last page is shown and before it is saved."""
        from reportlab.pdfbase import pdfdoc

        pages = canvas.getCatalogEntry("Pages").pages
        for number, page in enumerate(pages):
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number, pdfdoc.PDFName("S")
        structure = self

        class Tree(pdfdoc.PDFObject):
            """The root of the tree; only when it is written does reportlab hand over the document it is written to."""

            def format(self, document: Any) -> Any:
                return structure._root(self, pages, document, pdfdoc).format(document)

        canvas.setCatalogEntry("StructTreeRoot", Tree())
        canvas.setCatalogEntry("MarkInfo", pdfdoc.PDFDictionary({"Marked": "true"}))

    def _root(self, tree: Any, pages: list[Any], document: Any, pdfdoc: Any) -> Any:
        """The dictionary of the root, whose object in the document is `tree`, and all objects below it."""
        whole = pdfdoc.PDFDictionary()
        made = {tag: pdfdoc.PDFDictionary() for tag in self._marked}
        kids: dict[Tag | None, list[Any]] = {None: []}
        for tag in self._marked:
            self._adopt(tag, made, kids, document, pdfdoc)
        top, up = document.Reference(tree), document.Reference(whole)
        for tag, element in made.items():
            parent = document.Reference(made[tag.within]) if tag.within else up
            element.dict = {
                "Type": pdfdoc.PDFName("StructElem"),
                "S": pdfdoc.PDFName(tag.role),
                "P": parent,
                "K": pdfdoc.PDFArray([*kids.get(tag, ()), *self._content(tag, pages, document, pdfdoc)]),
            }
            if tag.language:
                element["Lang"] = pdfdoc.PDFString(tag.language)
            if tag.alt:
                element["Alt"] = pdfdoc.PDFString(clean(tag.alt))
            if tag in self._reordered:
                element["ActualText"] = pdfdoc.PDFString(" ".join(self._lines[tag]))
            if tag.numbering:
                how = {"O": pdfdoc.PDFName("List"), "ListNumbering": pdfdoc.PDFName(tag.numbering)}
                element["A"] = pdfdoc.PDFDictionary(how)
        whole.dict = {
            "Type": pdfdoc.PDFName("StructElem"),
            "S": pdfdoc.PDFName("Document"),
            "P": top,
            "K": pdfdoc.PDFArray(kids[None]),
        }
        numbers: list[Any] = []
        # A page on which nothing is read owns nothing.
        owned = [*self._owners, *([] for _ in range(len(pages) - len(self._owners)))]
        for number, owners in enumerate(owned):
            numbers += [number, pdfdoc.PDFArray([document.Reference(made[tag]) for tag in owners])]
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("StructTreeRoot"),
                "K": pdfdoc.PDFArray([up]),
                "ParentTree": document.Reference(pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(numbers)})),
                "ParentTreeNextKey": len(pages),
            }
        )

    def _adopt(
        self, tag: Tag, made: dict[Tag, Any], kids: dict[Tag | None, list[Any]], document: Any, pdf: Any
    ) -> None:
        """Add a tag to its parent, and each new ancestor to its own parent."""
        while True:
            kids.setdefault(tag.within, []).append(document.Reference(made[tag]))
            if tag.within is None or tag.within in made:
                return
            tag = tag.within
            made[tag] = pdf.PDFDictionary()

    def _content(self, tag: Tag, pages: list[Any], document: Any, pdf: Any) -> list[Any]:
        return [
            pdf.PDFDictionary(
                {"Type": pdf.PDFName("MCR"), "Pg": document.Reference(pages[page]), "MCID": number},
            )
            for page, number in self._marked.get(tag, ())
        ]


def _logical(words: Words) -> str:
    return words.logical if words.logical is not None else "".join(run.text for run in words.runs)
