"""The codes of the words that only speech says (`speech` in the catalogues), because pages show what they say."""

THINGS = ("button", "box", "error")
"""What a thing is, said after its name where its words do not tell."""
STATES = (
    "chosen", "not-chosen", "empty", "filled", "open", "closed", "pressed", "not-pressed", "current",
    "disabled", "required",
)  # fmt: skip
SAID = (
    "capital", "space", "page-start", "page-end", "list-edge", "rate", "volume", "headset-in", "headset-out",
    "not-read",
)  # fmt: skip
ALONE = (
    "offer", "offer-plain", "one-question-here", "questions-here", "keys-help", "gestures-help", "point", "erased",
    "alone-begun", "alone-over", "dark", "lit", "farewell",
    "invitation",
)  # fmt: skip
"""What whoever hears without seeing is told: how to begin, where they are, what the keys do, how it ends."""
SPOKEN_WORDS = (*THINGS, *STATES, *SAID, *ALONE)
