"""Looks a procedure up among those that this town hall offers."""

from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box


def procedure_of(box: Box, procedure_id: str) -> Procedure:
    """Raises `Refused` (`no-such-procedure`)."""
    procedure = box.offered.get(procedure_id)
    if procedure is None:
        raise Refused(Refusal.NO_SUCH_PROCEDURE)
    return procedure
