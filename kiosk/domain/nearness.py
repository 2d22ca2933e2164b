"""How near two words are: letters to add, leave out, change or swap with a neighbour (Damerau–Levenshtein)."""


def allowed(word: str) -> int:
    """How many slips a word of that length may hold and still be meant: none below four letters."""
    return 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 8 else 2


def letters(word: str) -> int:
    """Which letters a word has, as bits: one slip changes at most two of them."""
    bits = 0
    for each in word:
        bits |= 1 << (ord(each) % 61)
    return bits


def slips(one: str, other: str, most: int) -> int:
    """The least number of slips between two words; `most + 1` where it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for there, mark in enumerate(other, 1):
            least = min(before[there] + 1, row[-1] + 1, before[there - 1] + (letter != mark))
            if at > 1 and there > 1 and letter == other[there - 2] and one[at - 2] == mark:
                least = min(least, older[there - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
