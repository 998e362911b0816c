"""The clock itself: a real beat calls a real worker, which closes what was forgotten."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from circles.models import Circle, Seat
from circles.tasks import close_forgotten_circles
from fellowship.celery import app, schedule
from fellowship.clockwork import Clockwork
from rooms.memory import memory
from tests.circles.cast import a_circle, a_meeting, key_of, seated

TASK = "circles.tasks.close_forgotten_circles"


def a_forgotten_circle(slug: str = "forgotten") -> Circle:
    """Ended yesterday, and whoever sat there left without closing it."""
    circle = a_circle(a_meeting(slug), starts_at=timezone.now() - timedelta(days=1))
    seated(circle, "Maple")
    return circle


def test_schedule_names_every_storeys_tasks():
    every = {
        TASK: 60.0,
        "circles.tasks.forget_incident_notes": 3600.0,
        "conscience.tasks.close_votes_that_are_over": 60.0,
        "feeds.tasks.look_at_sources": 30.0,
        "groups.tasks.forget_what_was_answered": 3600.0,
        "circles.tasks.look_who_said_they_will": 3600.0,
        "groups.tasks.look_what_lapses": 3600.0,
        "conscience.tasks.look_which_votes_are_open": 600.0,
        "members.tasks.forget_old_notes": 3600.0,
        "members.tasks.hand_over_letters": 60.0,
        "rotation.tasks.look_what_is_due": 3600.0,
        "groups.tasks.lay_out_evenings": 3600.0,
        "rotation.tasks.open_hand_overs": 3600.0,
        "rotation.tasks.forget_what_is_over": 3600.0,
        "groups.tasks.forget_new_groups_words": 3600.0,
    }
    assert schedule() == {task: {"task": task, "schedule": seconds} for task, seconds in every.items()}
    assert app.conf.beat_schedule == schedule()


@pytest.mark.django_db(transaction=True)
def test_forgotten_circle_closes_once_and_forgets():
    circle = a_forgotten_circle()
    assert [close_forgotten_circles(), close_forgotten_circles()] == [1, 0]
    circle.refresh_from_db()
    assert circle.closed_at is not None
    assert Seat.objects.count() == 0
    assert memory.known_key(circle.room) is None


@pytest.mark.django_db(transaction=True)
def test_circle_that_goes_on_past_its_end_is_left_alone():
    circle = a_circle(starts_at=timezone.now() - timedelta(minutes=70))
    seat = seated(circle, "Maple")
    memory.lease(circle.room, {f"{seat.id}|plain": (timezone.now() + timedelta(seconds=90)).timestamp()})
    assert close_forgotten_circles() == 0


@pytest.mark.django_db(transaction=True)
def test_clockwork_closes_a_forgotten_circle_by_itself():
    circle = a_forgotten_circle()
    key_of(circle)
    kept = app.conf.beat_schedule
    app.conf.beat_schedule = {TASK: {"task": TASK, "schedule": 0.2}}
    clockwork = Clockwork()
    clockwork.start()
    try:
        end = time.monotonic() + 20
        while Circle.objects.filter(pk=circle.pk, closed_at=None).exists():
            assert time.monotonic() < end, "The clock never closed it."
            time.sleep(0.1)
    finally:
        asyncio.run(clockwork.stop())
        app.conf.beat_schedule = kept
    assert memory.known_key(circle.room) is None
