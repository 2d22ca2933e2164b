"""The list of commands that have a module of their own; a new command is registered here."""

from kiosk.commands import audio, backup, browser, doctor, exchange, people, printers, procedures, setup

COMMANDS = (
    setup.setup,
    setup.lan,
    people.mediator,
    people.enroll,
    people.citizen,
    doctor.journal,
    people.privacy,
    procedures.procedures,
    printers.printers,
    printers.receipt,
    procedures.translate,
    browser.browser,
    browser.screen,
    audio.audio,
    exchange.bundle,
    backup.backup,
    backup.restore,
    backup.rollback,
    doctor.doctor,
    doctor.idle,
    audio.signs,
    doctor.logs,
    exchange.publish,
    exchange.trust,
)
