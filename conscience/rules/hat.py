"""The hat: an order of names that follows from shares several people gave, so that anybody can make it again.

The house shows the hash of its own share first, then each witness gives some words, then the share is shown. Nobody alone can
steer it: the house does not know the words when it commits itself, and the witnesses do not know its share when they give theirs.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256


def commitment_of(share: str) -> str:
    """What is shown of the house's share before anybody gives theirs."""
    return sha256(share.encode()).hexdigest()


def order_of(*, names: Sequence[str], share: str, words: Sequence[str], tally: Mapping[str, int]) -> list[str]:
    """The order in which the names come out of the hat; the first is elected.

    The seed is the SHA-256 of the JSON list [share, words, tally] with sorted keys and no spaces; the names are put in the order
    of the SHA-256 of seed and name. Each order is as likely as any other.
    """
    said = [share, list(words), dict(tally)]
    seed = sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
    return sorted(names, key=lambda name: sha256(f"{seed}{name}".encode()).hexdigest())
