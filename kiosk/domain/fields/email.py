"""An electronic address."""

from datetime import date

from kiosk.domain.case import Typed
from kiosk.domain.fields.kind import Fault, FieldKind, only
from kiosk.domain.procedure import Field


class EmailKind(FieldKind):
    """The value is the address with its domain in small letters; no name server is asked."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `Fault("not-an-email")`; an accent before the @ is one too, far more often a slip than a name."""
        # 35 ms: only where an address is typed.
        from email_validator import EmailNotValidError, validate_email

        try:
            return validate_email(only(typed), check_deliverability=False, allow_smtputf8=False).normalized
        except EmailNotValidError:
            raise Fault("not-an-email") from None


KIND = EmailKind(kind="email", label="Adresse électronique")
