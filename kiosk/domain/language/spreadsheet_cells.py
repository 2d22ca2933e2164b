"""Makes a text safe in a cell of a file that a spreadsheet opens."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for a formula where a cell opens with it, also in wide form (OWASP, « CSV Injection »)."""


def plain_cell(text: str) -> str:
    """The text, after an apostrophe where a spreadsheet would calculate it; spaces before a formula hide nothing."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip(" \u00a0\u202f").startswith(FORMULA) else text
