"""The ways a slip is not on paper yet: certainly not, still in a queue, or nobody knows."""


class PrintFault(Exception):
    """A slip did not certainly reach paper; `code` says why and its words live with the caller."""

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
    """A queue beyond us holds it and will print it by itself: what became of it is asked later."""

    may_have_printed = True
