"""An e-mail address."""

import re
from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, read_one_line
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import Field

_ENDLESS = re.compile(r"[^\s,]@[\w-]*\.?$")
"""An address that stops after the @, or after a name without the ending of its country or kind."""


class EmailKind(FieldKind):
    """The value is the address with its domain in lower case; no name server is queried."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: email-no-at, email-no-end where nothing with a dot follows the @, and not-an-email for
        all else, also for an accent before the @, which is nearly always a typing error."""
        address = read_one_line(typed)
        if "@" not in address:
            raise AnswerFault("email-no-at")
        if address.count("@") == 1 and "." not in address.partition("@")[2].strip(".") and _ENDLESS.search(address):
            raise AnswerFault("email-no-end")
        # 35 ms: only where an address is typed.
        from email_validator import EmailNotValidError, validate_email

        try:
            return validate_email(address, check_deliverability=False, allow_smtputf8=False).normalized
        except EmailNotValidError:
            raise AnswerFault("not-an-email") from None


KIND = EmailKind(kind="email", masked=True, unanswered="text-missing", label="Courriel")
