"""The exceptions of printing: a slip was certainly not printed, waits in a queue, or its state is unknown."""


class PrintFault(Exception):
    """A slip is not known to be printed. `code` says why; its words live with the caller."""

    may_have_printed = False

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotPrinted(PrintFault):
    """Nothing was sent: the same job can be sent again without making a second copy."""


class Unknown(PrintFault):
    """It may have been printed: a person must look at the printer before the job is sent again."""

    may_have_printed = True


class Waiting(PrintFault):
    """An external queue holds the job and will print it by itself: ask for its state later."""

    may_have_printed = True
