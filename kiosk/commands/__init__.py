"""The list of commands that have a module of their own; a new command is registered here."""

from kiosk.commands import (
    backup,
    browser,
    citizen,
    doctor,
    install,
    journal,
    people,
    printers,
    privacy,
    procedures,
    receipt,
    translate,
    unit,
)
from kiosk.commands.exchange import bundle
from kiosk.commands.first_day import lan, setup
from kiosk.commands.media import audio, signs
from kiosk.commands.published import publish, trust
from kiosk.commands.support import logs

COMMANDS = (
    setup.setup,
    lan.lan,
    people.mediator,
    people.enroll,
    citizen.citizen,
    journal.journal,
    privacy.privacy,
    procedures.procedures,
    printers.printers,
    receipt.receipt,
    translate.translate,
    unit.unit,
    browser.browser,
    install.install,
    audio.audio,
    bundle.bundle,
    backup.backup,
    backup.restore,
    backup.rollback,
    doctor.doctor,
    signs.signs,
    logs.logs,
    publish.publish,
    trust.trust,
)
