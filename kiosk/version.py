"""What this build is: its number, and the day before which no honest clock can stand."""

from datetime import UTC, datetime

VERSION = "0.2.0"
BUILT_AT = datetime(2026, 11, 26, tzinfo=UTC)
"""A box whose clock precedes this moment is wrong: the desk is asked for the date."""
