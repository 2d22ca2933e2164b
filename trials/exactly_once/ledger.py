"""What people were told, written down beside the product: the model that box and hub are held against."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Draft:
    """A case with every answer, which waits to be submitted: its id, whose it is, and whether a paper is joined."""

    case: str
    name: str
    file: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a screen has confirmed: an event of a site, whose case it concerns, and the words that it bears.

    `words` is the person's name in a deposit, the message in an addition. `guessed` where the follow code was another
    case's, so that the hub must never take it.
    """

    event: str
    site: str
    kind: str
    reference: str
    words: str
    file: bool = False
    guessed: bool = False


@dataclass(slots=True)
class Ledger:
    """`confirmed` in the order of the confirmations.

    `excused` are events that are lost for a reason that no product mends: with a disk that burnt before they were sent,
    or with a hub's database of which the only copy is older, when the site had no longer to keep them.
    `begun` are ids of gestures that were cut off. `hub_may_lack` was acknowledged by a database that is gone.
    """

    confirmed: list[Confirmed] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)
    excused: set[str] = field(default_factory=set)
    hub_may_lack: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    """Reference to the follow code on its receipt."""
    decided: dict[str, list[str]] = field(default_factory=dict)
    """Reference to the words of the hub's decisions that its database holds."""
    next_words: int = 0

    def words(self) -> str:
        """Words that nobody has said before."""
        self.next_words += 1
        return f"Parole {self.next_words}."

    def of(self, site: str) -> list[Confirmed]:
        """What that site confirmed and owes."""
        return [entry for entry in self.confirmed if entry.site == site and entry.event not in self.excused]

    def without_deposit(self) -> set[str]:
        """The references of cases of which something is lost and excused: what follows waits for it for ever."""
        return {entry.reference for entry in self.confirmed if entry.event in self.excused}

    def is_excused(self, entry: Confirmed) -> bool:
        """Whether it cannot be at the hub, or what it follows cannot."""
        return entry.event in self.excused or entry.reference in self.without_deposit()

    def references(self, site: str = "") -> list[str]:
        """The references on receipts, in the order in which they were given."""
        deposits = (entry for entry in self.confirmed if entry.kind == "submitted")
        return [entry.reference for entry in deposits if site in ("", entry.site)]
