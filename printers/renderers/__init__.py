"""Every renderer, in the order in which a list of papers shows them."""

from printers.renderer import Renderer
from printers.renderers import escpos, pdf, text

RENDERERS: tuple[Renderer, ...] = (pdf.A4, pdf.ROLL_80, pdf.ROLL_58, escpos.ESCPOS_80, escpos.ESCPOS_58, text.TEXT_42)
