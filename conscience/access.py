"""Doors to a body's votes and elections: its own look in, whoever is on a register votes; outsiders get 404."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conscience.models import Election, Question, Voter
from members.models import Member
from members.panels import Entry, Panel
from rotation.access import body_whose_record, may_read_names
from rotation.models import Body


def body_that_chooses(member: Member | None, slug: str, *, now: datetime) -> Body:
    """The body at that address for one of its own; for everyone else there is no such page."""
    return body_whose_record(member, slug, now=now)


def question_for(member: Member | None, address: str, *, now: datetime) -> Question:
    """The question at that address, for one of its body's own or whoever is on its register; else 404."""
    question = get_object_or_404(Question.objects.select_related("body", "election"), address=address)
    on_it = member is not None and Voter.objects.filter(question=question, alias__member=member).exists()
    if not on_it and not may_read_names(member=member, body=question.body, now=now):
        raise Http404
    return question


def election_for(member: Member | None, address: str, *, now: datetime) -> Election:
    """The election at that address, for one of its body's own; else 404."""
    election = get_object_or_404(Election.objects.select_related("body", "role"), address=address)
    if not may_read_names(member=member, body=election.body, now=now):
        raise Http404
    return election


def own_links(*, body: Body) -> list[Entry]:
    """What a body's page leads its own to (asked by rotation, and by whoever draws a body's services)."""
    return [Entry(_("Votes and elections"), reverse("choosing", args=[body.slug]))]


def waiting_for(*, member: Member | None, now: datetime) -> list[Panel]:
    """The front page's answer to "which votes wait for me"; nothing where none does. One query, none for a visitor."""
    if member is None:
        return []
    questions = [line.question for line in _may_vote_in(member, now).filter(voted=False)]
    return [Panel("conscience/_to_vote.html", {"questions": questions}, further_down=1)] if questions else []


def own_panels(*, body: Body, member: Member | None, now: datetime) -> list[Panel]:
    """What is open in this body for one who is on its register, voted or not (asked by rotation, and by who draws bodies)."""
    if member is None:
        return []
    lines = list(_may_vote_in(member, now).filter(question__body=body))
    return [Panel("conscience/_open_here.html", {"lines": lines})] if lines else []


def _may_vote_in(member: Member, now: datetime) -> QuerySet[Voter]:
    """The member's lines of the registers of what is open, but for a place whose other line votes, or sits in the room."""
    going_on = Q(question__closes_at=None) | Q(question__closes_at__gt=now)
    beside = Voter.objects.filter(question=OuterRef("question"), seat=OuterRef("seat")).exclude(pk=OuterRef("pk"))
    taken = beside.filter(Q(voted=True) | Q(is_alternate=False, is_here=True) | Q(in_the_room=True))
    lines = Voter.objects.filter(
        going_on,
        ~Exists(taken),
        question__closed_at=None,
        question__opens_at__lte=now,
        alias__member=member,
        in_the_room=False,
    )
    return lines.select_related("question__body").order_by("question__closes_at", "question")
