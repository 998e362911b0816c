"""Servants are told of what is coming by looking, not by a queue: each step once, whatever ran twice or not at all."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from members.models import Note, NoteLetter
from members.rules.notes import notes_of
from members.rules.telling import in_words, kinds_of_notes
from rotation.models import HandOver, Term
from rotation.rules.reminders import sweep
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def ends_in(days, *, body=None, name="Ana", title="Host"):
    body = body or a_body()
    member = a_member(name)
    a_term(member, a_role(body, title, ()), date(2026, 1, 1), TODAY + timedelta(days=days))
    return member


def told(member):
    return sorted(note.step for note in notes_of(member, now=NOW) if note.kind == "term-ends")


@pytest.mark.parametrize(
    ("days", "step"), [(91, []), (90, ["90"]), (31, ["90"]), (30, ["30"]), (8, ["30"]), (7, ["7"]), (1, ["7"]), (0, [])]
)
def test_a_term_that_ends_is_told_at_the_step_it_has_come_to(days, step):
    member = ends_in(days)
    sweep(now=NOW)
    assert told(member) == step


def test_a_sweep_run_often_and_one_after_days_of_silence_come_to_the_same():
    ana = ends_in(90)
    for hour in range(0, 24 * 91, 12):
        sweep(now=NOW + timedelta(hours=hour))
    assert told(ana) == ["30", "7", "90"]
    ben = ends_in(95, body=a_body(slug="evening"), name="Ben")
    for day in (0, 70, 92):  # the clock stood still for weeks
        sweep(now=NOW + timedelta(days=day))
    assert told(ben) == ["30", "7"]


def test_the_day_is_the_bodys_own():
    far = ends_in(8, body=a_body(zone="Pacific/Kiritimati"))  # already tomorrow there
    sweep(now=NOW)
    assert told(far) == ["7"]


def test_it_is_said_in_words_that_lead_to_the_body():
    member = ends_in(20)
    sweep(now=NOW)
    (note,) = notes_of(member, now=NOW)
    assert in_words(note, kinds_of_notes()) == "Your time as Host in Morning Committee ends on Dec. 13, 2026."
    assert note.path == "/bodies/morning-committee/"


def test_an_empty_post_is_told_once_to_whoever_serves_as_secretary():
    body = a_body()
    secretary = a_member("Sol")
    a_term(secretary, a_role(body))
    ends_in(0, body=body)
    a_role(body, "Greeter", ())  # nobody has served yet: it is free, and nobody has to be told
    for day in range(3):
        sweep(now=NOW + timedelta(days=day))
    (note,) = notes_of(secretary, now=NOW)
    assert in_words(note, kinds_of_notes()) == "Nobody serves as Host in Morning Committee just now."


def test_secretary_sees_what_will_be_told_and_was_and_sends_a_doubtful_letter_once_more(client):
    body = a_body()
    sol, ana = a_member("Sol"), ends_in(40, body=body)
    today = timezone.now().date()
    a_term(sol, a_role(body), today - timedelta(days=9), today + timedelta(days=900))
    Term.objects.filter(alias__member=ana).update(ends_on=today + timedelta(days=40))
    sweep(now=timezone.now())
    term = Term.objects.get(alias__member=ana)
    letter = NoteLetter.objects.create(member=ana, matter=f"term/{term.pk}", way="perhaps", go_at=NOW)
    page = "/bodies/morning-committee/told/"
    client.force_login(ana)
    assert client.get(page).status_code == 404
    client.force_login(sol)
    shown = client.get(page).content.decode()
    assert [shown.count("will be noted"), shown.count(">noted")] == [5, 1]
    assert "perhaps sent" in shown
    client.post(page, {"again": str(term.pk)})
    letter.refresh_from_db()
    assert letter.way == "waiting"


def test_a_hand_over_that_waits_a_fortnight_is_told_to_whoever_has_not_said_that_is_all():
    ana, ben, role = a_member("Ana"), a_member("Ben"), a_role(a_body(), "Host", ())
    begun = a_term(ana, role, TODAY, TODAY + timedelta(days=300))
    after = a_term(ben, role, TODAY + timedelta(days=300), TODAY + timedelta(days=400))
    HandOver.objects.exclude(giver=begun).delete()
    HandOver.objects.filter(taker=after).update(opened_on=TODAY, given_on=TODAY)
    sweep(now=NOW + timedelta(days=13))
    assert not Note.objects.exists()
    for day in (14, 20):
        sweep(now=NOW + timedelta(days=day))
    assert [note.kind for note in notes_of(ben, now=NOW)] == ["hand-over"]
    assert not notes_of(ana, now=NOW).exists()


def test_whoever_was_erased_is_told_nothing():
    member = ends_in(20)
    member.delete()
    assert sweep(now=NOW) == 0


def test_questions_do_not_grow_with_the_terms(django_assert_num_queries):
    for number in range(3):
        ends_in(20, body=a_body(slug=f"body-{number}"), name=f"Ana{number}")
    with django_assert_num_queries(9):
        assert sweep(now=NOW) == 3


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_each_note_once():
    for number in range(40):
        ends_in(20, body=a_body(slug=f"body-{number}"), name=f"Ana{number}")
    begin = threading.Barrier(3)

    def look():
        begin.wait()
        try:
            sweep(now=NOW)
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=look) for _ in range(3)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert Note.objects.count() == 40
