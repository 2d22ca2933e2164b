"""The table of the figures that sites send of each month."""

from sqlalchemy import Column, ForeignKey
from sqlalchemy.types import String, Text

from hub.store.columns import Utc, make_table

site_figures = make_table(
    "site_figures",
    Column("site", String(4), ForeignKey("site.code"), primary_key=True),
    Column("month", String(7), primary_key=True, doc="`2026-11`"),
    Column("body", Text, nullable=False, doc="a MonthFigures in JSON: no count under five, nothing of anybody"),
    Column("received_at", Utc, nullable=False),
)
