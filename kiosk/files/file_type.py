"""Tell a file's type by its first bytes, never by its name or by what the browser says."""

PDF = "pdf"
HEIF = "heif"
IMAGE = "image"
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_HEADER_WITHIN = 1024
"""Bytes: readers look this far for `%PDF-` (ISO 32000-1, implementation note 13)."""


def family(data: bytes) -> str:
    """`pdf`, `heif`, `image`, or "" for anything else, SVG and office files among it."""
    if data.startswith(_IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return IMAGE
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return HEIF
    return PDF if b"%PDF-" in data[:_HEADER_WITHIN] else ""
