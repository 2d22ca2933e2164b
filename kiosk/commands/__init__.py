"""Commands that have a module of their own; a new one is a word here."""

from kiosk.commands import citizen, people, privacy

COMMANDS = (people.setup, people.mediator, people.enroll, citizen.citizen, privacy.privacy)
