"""Distance between two words: letters added, dropped, changed or swapped with a neighbour (Damerau–Levenshtein)."""


def allowed(word: str) -> int:
    """How many slips are tolerated in a word of that length: none below four letters, one below eight, else two."""
    return 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 8 else 2


def letters(word: str) -> int:
    """The set of letters of a word as bits, for a quick comparison: one slip changes at most two bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 61)
    return bits


def slips(word: str, other: str, most: int) -> int:
    """The least number of slips between two words; `most + 1` if it is more than `most`."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        older, before, row = before, row, [at]
        for there, mark in enumerate(other, 1):
            least = min(before[there] + 1, row[-1] + 1, before[there - 1] + (letter != mark))
            if at > 1 and there > 1 and letter == other[there - 2] and word[at - 2] == mark:
                least = min(least, older[there - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
