"""A file drop: deliveries of a moment in one file, in a folder that another program empties."""

import csv
import errno
import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from kiosk.connectors.connector import Connector, Delivery, DeliveryParcel, Setting
from kiosk.domain.language.spelling import cells_of, plain_cell
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.paths import make_durable

COLUMNS = (
    *("id", "number", "type", "at", "reference", "site", "service", "procedure", "legal_date"),
    *cells_of({}),
    *("state", "message"),
)
"""The heads, the same in every file: a program reads them."""
MOST_IN_CELL = 32_767
"""Characters in a cell of a workbook (Excel's own limit); JSON lines hold a text whole."""
_CUT = " […]"
_FULL = (errno.ENOSPC, errno.EDQUOT)


def make_delivery_cells(delivery: Delivery) -> tuple[str, ...]:
    """The cells of a delivery, in the order of `COLUMNS`; what it does not tell is empty."""
    day, state, message = (delivery.data.get(name) for name in ("legal_date", "state", "message"))
    return (
        *(delivery.id, str(delivery.number), delivery.type.value, delivery.at.isoformat(timespec="seconds")),
        *(delivery.reference, delivery.site, delivery.service, delivery.title, "" if day is None else str(day)),
        *cells_of(delivery.data).values(),
        *("" if told is None else str(told) for told in (state, message)),
    )


Lines = Sequence[Sequence[str | int]]
"""A table, its heads first; a number is one in a workbook too."""


def write_csv(lines: Lines) -> bytes:
    """A table whose cells are separated by semicolons, as a French spreadsheet opens it; no cell is a formula."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(
        [cell if isinstance(cell, int) else plain_cell(cell) for cell in line] for line in lines
    )
    return out.getvalue().encode("utf-8-sig", "replace")


def as_csv(parcel: DeliveryParcel) -> bytes:
    return write_csv((COLUMNS, *map(make_delivery_cells, parcel.deliveries)))


def as_json_lines(parcel: DeliveryParcel) -> bytes:
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


def write_workbook(sheets: Mapping[str, Lines], created: datetime) -> bytes:
    """A workbook of these sheets whose texts are texts: none is a formula, a link or a number, whatever it begins with.
    A sheet's name has what Excel allows: 31 characters, without `[]:*?/\\`."""
    # It takes 30 ms to import, and only a hub that writes workbooks has to have it (extra `hub`).
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


def as_workbook(parcel: DeliveryParcel) -> bytes:
    lines = (COLUMNS, *map(make_delivery_cells, parcel.deliveries))
    return write_workbook({"Parvis": lines}, parcel.deliveries[0].at)


FORMS: dict[str, tuple[str, Callable[[DeliveryParcel], bytes]]] = {
    "csv": ("csv", as_csv),
    "json-lines": ("jsonl", as_json_lines),
    "xlsx": ("xlsx", as_workbook),
}
"""By the name that the settings give them: how the file's name ends, and what gives its bytes."""


class FileDrop(Connector):
    """Writes one file a parcel. A parcel that is written again gets the same name, and so replaces itself. Somebody
    else empties the folder; it is never made here, since a share that is not mounted is no folder."""

    kind: ClassVar[str] = "file_drop"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("to", "A folder's whole path.", needed=True, is_right=lambda path: Path(path).is_absolute()),
        Setting("form", "The form of the files.", default="csv", choices=tuple(FORMS)),
    )
    most: ClassVar[int] = 500

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        self._name, self._path = name, Path(settings["to"])
        self._suffix, self._write = FORMS[settings["form"]]

    @property
    def where(self) -> str:
        return str(self._path)

    def what_is_wrong(self) -> LineFault | None:
        """`folder-away` where it is not there or may not be written in."""
        return None if self._path.is_dir() and os.access(self._path, os.W_OK) else LineFault.FOLDER_AWAY

    def deliver(self, parcel: DeliveryParcel) -> LineFault | None:
        """Put a file there, whole or not at all, and durable. A folder takes everything. Raises `Unreachable`:
        `folder-away`, `folder-full`."""
        if not self._path.is_dir():
            raise Unreachable(LineFault.FOLDER_AWAY)
        # After a restore of an older database the numbers begin again: the id keeps the files of before.
        name = f"{self._name}-{parcel.number:010d}-{parcel.deliveries[0].id[:8]}.{self._suffix}"
        content, draft = self._write(parcel), self._path / f".{name}.part"
        try:
            with open(draft, "wb", opener=lambda path, flags: os.open(path, flags, 0o640)) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path / name)
            make_durable(self._path)
        except OSError as fault:
            raise Unreachable(LineFault.FOLDER_FULL if fault.errno in _FULL else LineFault.FOLDER_AWAY) from fault
        return None
