"""What a member may want to know: written once, told as they wish, and left alone when they wish that."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from members.models import Letters, Note, NoteLetter, NotWanted
from members.rules.mail import keep_address
from members.rules.note_wishes import hour_for, stop_letters, wish, wishes_of
from members.rules.notes import KEPT, Due, forget_old, keep, notes_of, read, tell_again, tell_no_more
from tests.members.cast import a_member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _an_address(settings):
    settings.PUBLIC_ADDRESS = "https://rooms.example"


def ana(letters=Letters.EACH, zone="UTC", **hours):
    member = a_member("Ana", zone=zone)
    keep_address(member=member, address="ana@letters.example")
    wished(member, letters, **hours)
    return member


def wished(member, letters, quiet_from=21, quiet_until=8):
    return wish(member=member, letters=letters, quiet_from=quiet_from, quiet_until=quiet_until, language="en", now=NOW)


def due(member, step="30", matter="term/1"):
    return Due(member.pk, "term-ends", matter, step, {"role": "Host", "body": "Harbour"}, "/", date(2026, 12, 20))


def test_a_note_is_written_once_and_one_letter_goes_for_its_matter():
    member = ana()
    assert keep(dues=[due(member, "90"), due(member, "90")], now=NOW) == 1
    assert keep(dues=[due(member, "90")], now=NOW + timedelta(hours=1)) == 0
    assert keep(dues=[due(member, "30")], now=NOW + timedelta(days=60)) == 1
    assert [note.step for note in notes_of(member, now=NOW)] == ["30", "90"]
    assert NoteLetter.objects.count() == 1


def test_the_database_refuses_a_second_note_of_a_step_and_a_second_letter_of_a_matter():
    member = ana()
    keep(dues=[due(member)], now=NOW)
    facts = {"member": member, "matter": "term/1"}
    for model, more in ((Note, {"kind": "x", "step": "30", "written_at": NOW}), (NoteLetter, {"go_at": NOW})):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**facts, **more)


@pytest.mark.parametrize("why", ["wishes none", "no address", "nothing chosen", "no public address"])
def test_nobody_is_written_to_unasked(why, settings):
    member = a_member("Ben")
    if why != "no address":
        keep_address(member=member, address="ben@letters.example")
    if why != "nothing chosen":
        wished(member, Letters.NONE if why == "wishes none" else Letters.EACH)
    settings.PUBLIC_ADDRESS = "" if why == "no public address" else "https://rooms.example"
    assert keep(dues=[due(member)], now=NOW) == 1
    assert not NoteLetter.objects.exists()


@pytest.mark.parametrize(
    ("now", "zone", "letters", "goes"),
    [
        ("2026-11-23 12:00", "UTC", "each", "2026-11-23 12:00"),
        ("2026-11-23 22:30", "UTC", "each", "2026-11-24 08:00"),
        ("2026-11-23 03:00", "UTC", "each", "2026-11-23 08:00"),
        (
            "2026-11-23 12:00",
            "Pacific/Auckland",
            "each",
            "2026-11-23 19:00",
        ),  # one at night there, and eight is 19:00 UTC
        ("2026-11-23 12:00", "UTC", "daily", "2026-11-24 09:00"),
        ("2026-03-29 00:30", "Europe/Madrid", "each", "2026-03-29 06:00"),  # the clock goes forward that night
    ],
)
def test_letters_go_outside_quiet_hours_by_the_members_own_clock(now, zone, letters, goes):
    member = ana(letters, zone=zone)
    now, goes = (datetime.fromisoformat(f"{word}+00:00") for word in (now, goes))
    assert hour_for(wishes=wishes_of(member), zone=zone, now=now) == goes


def test_the_same_hour_twice_means_no_quiet_hours():
    member = ana(quiet_from=0, quiet_until=0)
    at = NOW.replace(hour=3)
    assert hour_for(wishes=wishes_of(member), zone="UTC", now=at) == at


def test_nothing_more_of_a_matter_or_of_a_kind_and_taken_back():
    member = ana()
    keep(dues=[due(member, "90")], now=NOW)
    note = notes_of(member, now=NOW)[0]
    tell_no_more(member=member, note=note.pk, whole_kind=False, now=NOW)
    assert keep(dues=[due(member, "30"), due(member, "90", "term/2")], now=NOW) == 1
    assert [letter.matter for letter in NoteLetter.objects.all()] == ["term/2"]
    tell_no_more(member=member, note=note.pk, whole_kind=True, now=NOW)
    assert keep(dues=[due(member, "90", "term/3")], now=NOW) == 0
    for what in NotWanted.objects.values_list("what", flat=True):
        tell_again(member=member, what=what)
    assert keep(dues=[due(member, "90", "term/3")], now=NOW) == 1


def test_anothers_note_is_left_as_it_is():
    member, ben = ana(), a_member("Ben")
    keep(dues=[due(member)], now=NOW)
    note = notes_of(member, now=NOW)[0].pk
    read(member=ben, note=note, now=NOW)
    tell_no_more(member=ben, note=note, whole_kind=True, now=NOW)
    assert Note.objects.get().read_at is None
    assert not NotWanted.objects.exists()


def test_a_letter_stops_by_its_link_and_what_waits_goes_with_it():
    member = ana()
    keep(dues=[due(member)], now=NOW)
    stop_letters(word="no such word")
    assert NoteLetter.objects.count() == 1
    stop_letters(word=wishes_of(member).stop)
    assert wishes_of(member).letters == Letters.NONE
    assert not NoteLetter.objects.exists()


def test_whoever_was_erased_meanwhile_is_passed_over():
    member, gone = ana(), a_member("Gone")
    nobody = gone.pk
    gone.delete()
    assert keep(dues=[Due(nobody, "term-ends", "term/9"), due(member)], now=NOW) == 1


def test_old_notes_are_forgotten():
    member = ana()
    keep(dues=[due(member)], now=NOW)
    assert forget_old(now=NOW + KEPT) == 0
    assert forget_old(now=NOW + KEPT + timedelta(days=1)) == 1
    assert not NoteLetter.objects.exists()


def test_what_says_where_somebody_will_be_is_gone_when_they_were_there():
    member, evening = ana(), NOW + timedelta(hours=30)
    until = evening + timedelta(hours=1)
    keep(dues=[Due(member.pk, "pledge", "pledge/1", "", {}, "/", evening.date(), until)], now=NOW)
    assert NoteLetter.objects.get().until == until
    assert notes_of(member, now=until).count() == 0
    assert forget_old(now=until) == 1
    assert not NoteLetter.objects.exists()


def test_no_letter_is_laid_ready_that_would_come_too_late():
    member, tonight = ana(), NOW.replace(hour=22)
    keep(dues=[Due(member.pk, "pledge", "pledge/1", until=tonight + timedelta(hours=1))], now=tonight)
    assert not NoteLetter.objects.exists()
