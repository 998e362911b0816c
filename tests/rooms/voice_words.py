"""Which of the words that were said were heard, and how late: what the ears of voice_words.js wrote down, understood."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

SCRIPT = Path(__file__).with_suffix(".js")
HOP = 0.01  # s
LATEST = 9.0  # s
WHOLE = 0.06  # s of a word of a tenth that must be heard for it to count; one message is as long


@dataclass(frozen=True)
class Understood:
    """Of the words from the first that was heard to the last: how many, which were lost, and seconds to the ear of each.

    `broken` is for how long in all nothing came out in between, though somebody was speaking.
    """

    words: int
    lost: list[int]
    delays: list[float]
    broken: float


def understood(said: dict, heard: dict) -> Understood:
    """Compares what `mouth` gave with what `whatWasHeard` gave. The first and the last word may be cut, and do not count."""
    runs, at = [], 0
    for tone, hops in groupby(heard["hops"]):
        long = len(list(hops))
        runs.append((tone, at * HOP, long * HOP))
        at += long
    pieces: list[tuple[int, float, float]] = []
    for tone, start, long in runs:
        if tone < 0 or long <= 2 * HOP:  # silence, and what lies between two words
            continue
        if pieces and pieces[-1][0] == tone:  # one word, broken by silence: no word is said twice in a row
            tone, start, before = pieces.pop()
            long += before
        pieces.append((tone, start, long))
    words = [(tone, said["began"] + word * said["word"]) for word, tone in enumerate(said["spoken"])]
    pairs = _matched(words, [(tone, heard["began"] + start) for tone, start, _ in pieces])[1:-1]
    if not pairs:
        return Understood(0, [], [], 0.0)
    whole = [(word, piece) for word, piece in pairs if pieces[piece][2] >= WHOLE]
    first, last = pairs[0], pairs[-1]
    lost = sorted({*range(first[0], last[0] + 1)} - {word for word, _ in whole})
    delays = [heard["began"] + pieces[piece][1] - words[word][1] for word, piece in whole]
    between = (pieces[first[1]][1], pieces[last[1]][1])
    broken = sum(long for tone, start, long in runs if tone < 0 and between[0] < start < between[1])
    return Understood(last[0] - first[0] + 1, lost, delays, broken)


def _matched(said: list[tuple[int, float]], heard: list[tuple[int, float]]) -> list[tuple[int, int]]:
    """The longest common order of the two (tone, moment), as pairs of places; nothing is heard LATEST after it was said."""

    def is_one(word: int, place: int) -> bool:
        return said[word][0] == heard[place][0] and 0 <= heard[place][1] - said[word][1] < LATEST

    best = [[0] * (len(heard) + 1) for _ in range(len(said) + 1)]
    for word in range(len(said) - 1, -1, -1):
        row, below = best[word], best[word + 1]
        for place in range(len(heard) - 1, -1, -1):
            row[place] = below[place + 1] + 1 if is_one(word, place) else max(below[place], row[place + 1])
    pairs, word, place = [], 0, 0
    while word < len(said) and place < len(heard):
        if is_one(word, place):
            pairs.append((word, place))
            word, place = word + 1, place + 1
        elif best[word + 1][place] >= best[word][place + 1]:
            word += 1
        else:
            place += 1
    return pairs
