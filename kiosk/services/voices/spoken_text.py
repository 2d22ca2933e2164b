"""What a voice is given to say of a sentence: numbers and signs as people say them, a reference sign by sign."""


def spoken_text(text: str, language: str, style: str) -> str:
    """The words to be spoken. `style` is "", `slow` (by groups) or `spell` (sign by sign)."""
    plain = " ".join(text.split())
    return ", ".join(plain.replace(" ", "")) if style == "spell" else plain
