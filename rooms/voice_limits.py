"""How much one voice socket may send, counted in memory for as long as it is open."""

from collections import deque


class Bucket:
    """Room for a burst that refills at a steady rate."""

    def __init__(self, *, rate: float, burst: float):
        self._rate, self._burst = rate, burst
        self._left, self._since = burst, 0.0

    def take(self, amount: float, *, now: float) -> bool:
        """Whether there was room for this much; what does not fit takes nothing."""
        self._left = min(self._burst, self._left + (now - self._since) * self._rate)
        self._since = now
        if amount > self._left:
            return False
        self._left -= amount
        return True


class Patience:
    """Bears a number of wrongs within some seconds, and then no more."""

    def __init__(self, *, wrongs: int, within: float):
        self._times: deque[float] = deque(maxlen=wrongs)
        self._within = within

    def is_over(self, *, now: float) -> bool:
        """Counts one wrong; whether it was one too many."""
        self._times.append(now)
        return len(self._times) == self._times.maxlen and now - self._times[0] < self._within
