"""The kinds of published items, in the order in which they come into force; a new kind is one module and one name."""

from kiosk.services.published.kinds import message, procedure, program, revocation, setting, sheet

KINDS = (procedure.KIND, revocation.KIND, setting.KIND, program.KIND, sheet.KIND, message.KIND)
