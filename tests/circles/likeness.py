"""What everyone is told by way of those who stand alike, beside what each is told by themselves."""

from circles.scene import audience_of, line_text, lines, my_line


def check_alike(table, now, *, every=1, step=0):
    """Nobody is told anything else because others stand as they do; asked at every so many-th step, for it costs much."""
    if step % every:
        return
    alone = {
        seat: (audience_of(table, seat, now), line_text(my_line(table, seat, now)))
        for seat in table.seats
        if table.sits(seat)
    }
    assert lines(table, now) == alone
