"""The description of the API (OpenAPI 3.1)."""

from typing import Any


def description() -> dict[str, Any]:
    """The whole document, as JSON can hold it."""
    return {"openapi": "3.1.0"}
