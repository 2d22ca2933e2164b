"""The forms of a file: each makes the bytes of a parcel, the same bytes whenever it is made."""

import csv
import io
import json
from collections.abc import Callable

from msgspec import Struct

from kiosk.connectors.connector import Parcel
from kiosk.connectors.file_drop.table import COLUMNS, line
from kiosk.domain.language.spreadsheet_cells import plain_cell

MOST_IN_CELL = 32_767
"""Characters in a cell of a workbook (Excel's own limit); JSON lines hold a text whole."""
_CUT = " […]"


class Form(Struct, frozen=True):
    """`suffix` ends the file's name; `written` gives its bytes."""

    suffix: str
    written: Callable[[Parcel], bytes]


def as_csv(parcel: Parcel) -> bytes:
    """A table whose cells are separated by semicolons, as a French spreadsheet opens it; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows([plain_cell(cell) for cell in line(delivery)] for delivery in parcel.deliveries)
    return out.getvalue().encode("utf-8-sig", "replace")


def as_json_lines(parcel: Parcel) -> bytes:
    """One JSON object a line, with the whole contents; their texts are exactly what the person wrote."""
    rows = (
        {
            "id": delivery.id,
            "number": delivery.number,
            "type": delivery.type,
            "at": delivery.at.isoformat(timespec="microseconds"),
            "source": parcel.source,
            "reference": delivery.reference,
            "site": delivery.site,
            "service": delivery.service,
            "title": delivery.title,
            "content": delivery.data,
        }
        for delivery in parcel.deliveries
    )
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for row in rows]
    return "".join(f"{text}\n" for text in lines).encode("utf-8", "replace")


def as_workbook(parcel: Parcel) -> bytes:
    """A workbook whose cells are texts: none is a formula, a link or a number, whatever it begins with."""
    # It takes 30 ms to import, and only a hub that writes workbooks has to have it (extra `hub`).
    import xlsxwriter

    out = io.BytesIO()
    # In memory: its usual temporary files would hold the contents in clear.
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": parcel.deliveries[0].at.replace(tzinfo=None)})
        sheet = book.add_worksheet("Parvis")
        for number, cells in enumerate((COLUMNS, *map(line, parcel.deliveries))):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, _short(cell))
    return out.getvalue()


def _short(cell: str) -> str:
    cell = cell.encode("utf-8", "replace").decode()
    return cell if len(cell) <= MOST_IN_CELL else cell[: MOST_IN_CELL - len(_CUT)] + _CUT


FORMS = {
    "csv": Form("csv", as_csv),
    "json-lines": Form("jsonl", as_json_lines),
    "xlsx": Form("xlsx", as_workbook),
}
"""By the name that the settings give them."""
