"""The two ways a slip fails to reach paper: certainly not, or nobody knows."""


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
