"""A room's state as one audience is shown it, in parts; and what of it differs from an earlier one, worked out once for all."""

from itertools import count

PART = '<div data-part="'  # how each part of a state begins (docs/protocol.md)
KINDS = (
    64  # frames kept for others like them: a room has a few kinds of people, or everyone is told something of their own
)
_numbers = count(1)


class State:
    """What every tab of one audience and language gets of one reading. It keeps no earlier state, only their numbers."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.number = next(_numbers)
        self.parts = html.split(PART)
        self._since: dict[int, str] = {}
        self._texts: dict[tuple[str, int], str] = {}

    def since(self, earlier: "State | None") -> str:
        """The parts that are not word for word in `earlier`; all of them where nothing was sent before."""
        if earlier is None:
            return self.html
        if earlier.number not in self._since:
            known = frozenset(earlier.parts[1:])
            head, *parts = self.parts
            self._since[earlier.number] = PART.join([head, *(part for part in parts if part not in known)])
        return self._since[earlier.number]

    def text(self, line: str, earlier: "State | None" = None) -> str:
        """The frame for whoever's own line that is and who was sent `earlier` last: one string for all alike."""
        which = line, earlier.number if earlier else 0
        if which not in self._texts:
            if len(self._texts) >= KINDS:
                self._texts.clear()
            self._texts[which] = f"{line}\n{self.since(earlier)}"
        return self._texts[which]
