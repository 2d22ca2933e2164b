"""The codes of the words that only speech says (`speech` in the catalogues), because pages show what they say.

`{}` in a word is filled by whoever says it: « {} arrive ».
"""

ROLES = ("button", "box", "error")
"""What a thing is, said after its name where its words do not tell."""
STATES = (
    "chosen",
    "not-chosen",
    "empty",
    "filled",
    "open",
    "closed",
    "pressed",
    "not-pressed",
    "current",
    "disabled",
    "required",
)
TYPING = ("capital", "space")
PLACES = ("page-start", "page-end", "list-edge")
EVENTS = ("rate", "volume", "headset-in", "headset-out", "not-read")
ALONE = (
    "offer",
    "offer-plain",
    "one-question-here",
    "questions-here",
    "keys-help",
    "gestures-help",
    "point",
    "erased",
    "alone-begun",
    "alone-over",
    "dark",
    "lit",
    "farewell",
)
"""What whoever hears without seeing is told: how to begin, where they are, what the keys do, how it ends."""
SPOKEN_WORDS = (*ROLES, *STATES, *TYPING, *PLACES, *EVENTS, *ALONE)
