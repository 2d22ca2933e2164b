"""The list of commands that have a module of their own; a new command is registered here."""

from kiosk.commands import audio, backup, browser, doctor, exchange, people, printers, procedures, setup

COMMANDS = (
    setup.setup,
    setup.lan,
    people.mediator_group,
    people.enroll_command,
    people.citizen,
    doctor.journal,
    people.privacy_group,
    procedures.procedures,
    printers.printers,
    printers.receipt,
    procedures.translate,
    browser.browser,
    browser.screen,
    audio.audio,
    exchange.bundle_group,
    backup.backup_command,
    backup.restore_command,
    backup.rollback,
    doctor.doctor,
    doctor.idle,
    audio.signs,
    doctor.logs,
    exchange.publish_group,
    exchange.trust_group,
)
