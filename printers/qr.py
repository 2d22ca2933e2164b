"""Make QR codes (ISO/IEC 18004, error correction M): as modules for paper, and as SVG for screens."""

from html import escape

QUIET = 4
"""Width of the white margin that the standard requires around a code, in modules."""

_MASK = 3

Matrix = tuple[tuple[bool, ...], ...]


class TooLong(ValueError):
    """The data does not fit in the largest code (2,331 bytes at correction M)."""


def make_qr_matrix(data: str) -> Matrix:
    """The modules of the smallest code for `data`, row by row, True for dark, without the quiet zone.

    Raises TooLong. Always uses the same mask: trying all eight, as the standard does, takes six times as long and
    readers do not need it.
    """
    # qrcode takes 14 ms to import, and most processes do not need it.
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    # A lone surrogate has no UTF-8 form; a code holds bytes.
    code.add_data(data.encode("utf-8", "replace"))
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as fault:
        # qrcode 8 raises ValueError instead, because it looks for a version 41 first.
        raise TooLong(len(data)) from fault
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def find_dark_stretches(modules: Matrix) -> tuple[tuple[int, int, int], ...]:
    """The dark modules as horizontal stretches (column, row, length): four times fewer shapes to draw."""
    stretches: list[tuple[int, int, int]] = []
    for y, row in enumerate(modules):
        start: int | None = None
        for x, dark in enumerate((*row, False)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                stretches.append((start, y, x - start))
                start = None
    return tuple(stretches)


def make_qr_svg(data: str, title: str) -> str:
    """The code as an SVG element for an HTML page, with its title; black on white in every colour mode. The page's CSS
    sets its size; it has no id, style or script. Raises TooLong."""
    modules = make_qr_matrix(data)
    side = len(modules) + 2 * QUIET
    path = "".join(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for x, y, length in find_dark_stretches(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" role="img" '
        f'shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
    )
