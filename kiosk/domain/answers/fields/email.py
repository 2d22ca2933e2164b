"""An e-mail address."""

from datetime import date

from kiosk.domain.answers.fields.kind import Fault, FieldKind, only
from kiosk.domain.language.values import Typed
from kiosk.domain.procedure.procedure import Field


class EmailKind(FieldKind):
    """The value is the address with its domain in lower case; no name server is queried."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `Fault("not-an-email")`, also for an accent before the @, which is nearly always a typing error."""
        # 35 ms: only where an address is typed.
        from email_validator import EmailNotValidError, validate_email

        try:
            return validate_email(only(typed), check_deliverability=False, allow_smtputf8=False).normalized
        except EmailNotValidError:
            raise Fault("not-an-email") from None


KIND = EmailKind(kind="email", label="Courriel")
