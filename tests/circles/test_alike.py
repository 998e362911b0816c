"""Places that stand alike are told alike, from one answer; see also the random evenings of test_turns_hold."""

from circles.models import Note
from circles.rules.alike import likeness
from circles.scene import lines, my_line
from tests.circles.cast import ANA, BEN, CLOSING, HANDS, Person, a_table, after, does
from tests.circles.likeness import check_alike

FORTY = [Person(f"Guest {number}") for number in range(40)]


def a_hall():
    """Ana hosts, Ben speaks, two of forty guests stand in line."""
    table = a_table([ANA, BEN, *FORTY], script=[HANDS, CLOSING], segment=0)
    does(table, "ana", "take-host", after(1))
    for second, seat in enumerate(("ben", "guest 3", "guest 8"), start=2):
        does(table, seat, "hand", after(second))
    return does(table, "ben", "begin", after(6))


def test_a_hall_is_told_what_each_would_be_told_alone():
    check_alike(a_hall(), after(7))


def test_a_hall_has_few_standings():
    table = a_hall()
    like = likeness(table, after(7))
    # The host, the speaker, the first in line, the second, and all the others.
    assert len({like(seat) for seat in table.seats}) == 5


def test_whoever_wrote_a_note_is_told_so_and_nobody_else():
    table = a_hall()
    table.notes["guest 5"] = Note(circle=table.circle, seat_id="guest 5", about="sound", at=after(6))
    told = {seat for seat, (_audience, line) in lines(table, after(7)).items() if "note-sent" in line}
    assert told == {"guest 5"}
    check_alike(table, after(7))


def test_everybody_in_line_reads_their_own_number():
    found = lines(a_hall(), after(7))
    assert [found[seat][1].partition('"pos":')[2][0] for seat in ("guest 3", "guest 8", "guest 9")] == ["1", "2", "0"]
    assert my_line(a_hall(), "guest 8", after(7))["pos"] == 2
