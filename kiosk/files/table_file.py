"""Tables as files that a spreadsheet opens: CSV and workbooks, in which nothing that somebody wrote is a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from kiosk.domain.language.spelling import plain_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of a workbook."""
MOST_IN_CELL = 32_767
"""Characters in a cell of a workbook (Excel's own limit); JSON lines hold a text whole."""
_CUT = " […]"
Lines = Sequence[Sequence[str | int]]
"""A table, its heads first."""


def write_csv(lines: Lines) -> bytes:
    """A table whose cells are separated by semicolons, as a French spreadsheet opens it; no cell is a formula."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_NONNUMERIC).writerows(
        [plain_cell(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    return out.getvalue().encode("utf-8-sig", "replace")


def write_workbook(sheets: Mapping[str, Lines], created: datetime) -> bytes:
    """A workbook of these sheets whose texts are texts: none is a formula, a link or a number, whatever it begins with.
    A sheet's name has what Excel allows: 31 characters, without `[]:*?/\\`."""
    # It takes 30 ms to import, which only who writes a workbook has to wait for.
    import xlsxwriter

    out = io.BytesIO()
    # In memory: its usual temporary files would hold the contents in clear.
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    if isinstance(cell, int):
                        sheet.write_number(number, column, cell)
                        continue
                    text = cell.encode("utf-8", "replace").decode()
                    if len(text) > MOST_IN_CELL:
                        text = text[: MOST_IN_CELL - len(_CUT)] + _CUT
                    sheet.write_string(number, column, text)
            sheet.freeze_panes(1, 0)
    return out.getvalue()
