"""The kinds of published items, in the order in which they come into force; a new kind is one module and one name."""

<<<<<<< HEAD
from kiosk.services.published.kinds import message, procedure, sheet

KINDS = (procedure.KIND, sheet.KIND, message.KIND)
=======
from kiosk.services.published.kinds import procedure, program, revocation, setting

KINDS = (procedure.KIND, revocation.KIND, setting.KIND, program.KIND)
>>>>>>> a849cdc7c5487617d916470831f20e9f6957304e
