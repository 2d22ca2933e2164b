"""The published figures of a month, as a box sends them to its hub."""

from typing import Any

_TABLES: dict[str, list[tuple[str, int]]] = {
    "places": [("desk", 120), ("terminal", 31)],
    "requests": [("birth-certificate", 40), ("housing", 22), ("", 9)],
    "channels": [("counter", 50), ("kiosk", 21)],
    "languages": [("fr", 130), ("ar", 15), ("", 6)],
    "outcomes": [("accepted", 30), ("refused", 5)],
    "law": [("in-time", 30), ("late", 5)],
    "promise": [("in-time", 28), ("late", 7)],
    "opinions": [("good", 34), ("bad", 6)],
    "advice": [("social", 12)],
    "referred": [("administration", 8)],
    "stopped": [("birth-certificate contact", 7)],
}
_NAMES = {"birth-certificate": "Acte de naissance", "housing": "Logement social",
          "birth-certificate contact": "Acte de naissance, « Vos coordonnées »"}  # fmt: skip


def figures(month: str = "2026-10", times: int = 1, **more: Any) -> dict[str, Any]:
    """What a box sends of a month, in which everything was counted so many times."""
    tables = {
        name: [{"name": code, "count": count * times} for code, count in table] for name, table in _TABLES.items()
    }
    shares = {"half_minutes": 9, "most_minutes": 24, "half_days": 6, "most_days": 17}
    return {"version": 2, "month": month, "tables": tables, "names": _NAMES, "department": "35", **shares, **more}
