"""Brings a database to the present schema, and knows one that a newer version of Parvis has changed."""

from typing import Any

from sqlite_utils import Migrations

from kiosk.store.migrations import STEPS


def migrations() -> Migrations:
    """The steps as sqlite-utils applies them: each in one transaction, each recorded under its own name."""
    steps = Migrations("parvis")
    for step in STEPS:
        steps(name=step.RECORDED)(step.migrate)
    return steps


def is_newer(db: Any) -> bool:
    """Whether a database records a step that is not known here: what it did to the tables is not known either."""
    return bool({step.name for step in migrations().applied(db)} - {step.RECORDED for step in STEPS})


def bring_up_to_date(db: Any) -> None:
    """Apply the steps that a database has not had."""
    migrations().apply(db)
