"""Information sheets, which are read where they are shown."""

from kiosk.catalogue.define.catalogue import sheet_faults
from kiosk.services.published.kind import Kind

KIND = Kind("sheet", "sheets", ".yaml", sheet_faults)
