"""The list of all screens of the box, in the order a person meets them; a new screen is one blueprint in its module.

The page of a screen has the endpoint `show`; whatever else it answers has the name of its function.
"""

from flask import Blueprint

from kiosk.screens import (
    additions,
    box,
    call,
    catalogue,
    comfort,
    desk,
    documentation,
    drafts,
    facts,
    figures,
    follow,
    mandates,
    opinions,
    papers,
    place,
    printers,
    public_messages,
    questions,
    receipts,
    report,
    second_screen,
    setup,
    sign_in,
    stations,
    submit,
    team,
    welcome,
    whereabouts,
    withdrawal,
)

_MODULES = (
    setup, welcome, comfort, call, catalogue, drafts, questions, submit, opinions, papers, whereabouts, receipts,
    sign_in, desk, follow, additions, withdrawal, mandates, printers, team, place, public_messages, facts, figures,
    report, stations, second_screen, box, documentation,
)  # fmt: skip
SCREENS = tuple(part for module in _MODULES for part in vars(module).values() if isinstance(part, Blueprint))
