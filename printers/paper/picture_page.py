"""A picture as a PDF of one A4 page: as large as fits between small margins, upright where that is larger."""

from io import BytesIO

from printers.paper.sheet import A4, POINTS_PER_MM

_MARGIN_MM = 8.0
"""What most office printers leave blank."""


def pdf_of(picture: bytes) -> bytes:
    """The page. Raises `OSError` for what is no picture."""
    # Imported here for the same reason as in `renderers.pdf`.
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    image, into = ImageReader(BytesIO(picture)), BytesIO()
    width, height = image.getSize()
    assert A4.height_mm is not None
    page = (A4.width_mm * POINTS_PER_MM, A4.height_mm * POINTS_PER_MM)
    if width > height:
        page = (page[1], page[0])
    margin = _MARGIN_MM * POINTS_PER_MM
    scale = min((page[0] - 2 * margin) / width, (page[1] - 2 * margin) / height)
    canvas = Canvas(into, pagesize=page, invariant=1, pageCompression=1)
    canvas.setTitle("document")
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setSubject("")
    left, bottom = (page[0] - width * scale) / 2, (page[1] - height * scale) / 2
    canvas.drawImage(image, left, bottom, width * scale, height * scale)
    canvas.showPage()
    canvas.save()
    return into.getvalue()
