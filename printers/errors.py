"""Errors of printing: a slip was certainly not printed, still waits in a queue, or its state is unknown."""


class PrintFault(Exception):
    """A slip is not known to be printed; `code` says why, and the caller has the words for it."""

    may_have_printed = False

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotPrinted(PrintFault):
    """Nothing left the box: the same job may be carried again without a second copy."""


class Unknown(PrintFault):
    """It may have been printed: a person looks at the printer before the job is carried again."""

    may_have_printed = True


class Waiting(PrintFault):
    """An external queue holds the job and will print it by itself; its state is asked for later."""

    may_have_printed = True
