"""Whoever may vote is told once that a vote is open, and once on its last day, whether they voted or not."""

from datetime import timedelta

import pytest

from conscience.rules.reminders import sweep
from members.models import Note
from members.rules.notes import notes_of
from members.rules.telling import in_words, kinds_of_notes
from tests.conscience.cast import LATER, a_question, votes
from tests.rotation.cast import NOW

pytestmark = pytest.mark.django_db


def test_everyone_on_the_register_is_told_and_nothing_tells_who_voted():
    question, ana, people = a_question()
    assert [sweep(now=NOW), sweep(now=NOW)] == [len(people), 0]
    votes(question, people["Ben"], "yes")
    last_day = LATER - timedelta(hours=20)
    assert [sweep(now=last_day), sweep(now=last_day)] == [len(people), 0]
    told = [in_words(note, kinds_of_notes()) for note in notes_of(people["Ben"], now=last_day)]
    assert told == [
        "A vote in Morning Committee closes on Nov. 26, 2026.",
        "A vote is open in Morning Committee, and you are among those who may vote.",
    ]
    assert not Note.objects.filter(member=ana).exists()  # she counts, and may not vote


def test_nobody_is_told_of_a_vote_that_is_over():
    a_question()
    assert sweep(now=LATER) == 0
