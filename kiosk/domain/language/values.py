"""The two forms of an answer: the strings a form sent, and the value they mean."""

from collections.abc import Mapping
from typing import Any

Typed = Mapping[str, tuple[str, ...]]
"""What a form sent for one field: part name ("" if there is only one) to the strings typed or ticked."""
Value = Any
"""What an answer means, as JSON can hold it: str, int, float, bool, a list of str, or a dict of str."""
