"""Doors to a body's votes and elections: its own look in, whoever is on a register votes; outsiders get 404."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conscience.models import Election, Question, Voter
from members.models import Member
from members.panels import Entry
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
