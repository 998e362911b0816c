"""A share somebody may have to interrupt: Ana hosts, Ben and Dee belong, Cleo and Eva are guests; Cleo speaks, Eva is next."""

from circles.models import CareTaken, HeldDuty
from tests.circles.cast import ANA, BEN, CLEO, CLOSING, DEE, EVA, HANDS, a_table, after, does


def speaking(people=(ANA, BEN, CLEO, DEE, EVA), host="ana", script=(HANDS, CLOSING)):
    table = a_table(people, script=list(script), segment=0)
    if host:
        does(table, host, "take-host", after(0))
    does(table, "cleo", "hand", after(0))
    does(table, "eva", "hand", after(0))
    return does(table, "cleo", "begin", after(0))


def with_door(table, seat):
    """That person keeps the door."""
    table.held["door"] = HeldDuty(circle=table.circle, duty="door", seat_id=seat)
    return table


def cares(table):
    """What was done for safety, as the servants will read it."""
    return [(row.verb, row.by_id, row.to_id) for row in table.fresh if isinstance(row, CareTaken)]
