"""Doors to groups and meetings, who may keep a listing, and what the front page says is on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from groups.models import Arrival, Certificate, Concern, Conditions, Group, HeldChange, Meeting, Membership, Suggestion
from groups.rules.whats_on import Row, whats_on
from members.models import Member
from members.panels import Entry, Held, Panel, panels
from rotation.access import body_for, duties_of, duties_today, may_read_names, may_speak_for
from rotation.models import Body, Duty, Link, LinkKind, Term

Listing = TypeVar("Listing", Group, Meeting)
MOST_LINES = 20
LOCAL = (LinkKind.VOICE, LinkKind.SERVICE)  # of these kinds an upper body is the local body of a group


def meeting_for(member: Member | None, slug: str) -> Meeting:
    """The meeting at that address, with its group and body, or 404. Listings are open to everyone."""
    return get_object_or_404(Meeting.objects.select_related("group__body"), slug=slug)


def group_for(member: Member | None, slug: str) -> Group:
    """The group at that address, with its body, or 404."""
    return get_object_or_404(Group.objects.select_related("body"), body__slug=slug)


def listed_groups(*, now: datetime) -> QuerySet[Group]:
    """Groups a person may go to: begun, and not resting, closed, gone or merged into another."""
    return Group.objects.listed(now)


def published_groups(*, now: datetime) -> QuerySet[Group]:
    """Those of them that somebody knows: what a feed for the outside may name."""
    return Group.objects.published(now)


def belongs_since(*, member: Member | None, group: Group) -> date | None:
    """The day from which `member` says they belong to `group`; None for those who do not."""
    if member is None:
        return None
    return Membership.objects.filter(group=group, member=member, ended_on=None).values_list("since", flat=True).first()


def may_keep_listing(*, member: Member | None, group: Group, now: datetime) -> bool:
    """Whether `member` serves as the group's secretary today."""
    return Duty.SECRETARY in duties_of(member=member, body=group.body, now=now)


def is_kept(*, group: Group, now: datetime) -> bool:
    """Whether anybody serves as the group's secretary today."""
    return bool(bodies_with_secretary([group.body], now=now))


def bodies_with_secretary(bodies: Collection[Body], *, now: datetime) -> set[int]:
    """The ids of those bodies in which anybody serves as secretary today. One query."""
    return {term.role.body_id for term in _in_force(bodies, now) if Duty.SECRETARY in term.role.duties}


def bodies_with_servants(bodies: Collection[Body], *, now: datetime, but: Collection[int | None] = ()) -> set[int]:
    """The ids of those bodies in which anybody serves today, in whatever role; leaving out members of the ids `but`."""
    return {term.role.body_id for term in _in_force(bodies, now) if term.alias.member_id not in but}


def _in_force(bodies: Collection[Body], now: datetime) -> list[Term]:
    near = now.date()
    terms = Term.objects.serving_around(near).filter(role__body__in=bodies)
    found = terms.select_related("role__body", "alias")
    return [term for term in found if term.starts_on <= now.astimezone(term.role.body.tz).date() < term.ends_on]


def serves_in(*, member: Member | None, body: Body, now: datetime) -> bool:
    """Whether `member` serves in that body today, in whatever role."""
    on = now.astimezone(body.tz).date()
    return member is not None and Term.objects.serving(on=on).filter(role__body=body, alias__member=member).exists()


def body_served_by(member: Member | None, slug: str, *, now: datetime) -> Body:
    """The body at that address for those who serve in it; for everyone else there is no such page."""
    body = body_for(slug)
    if not serves_in(member=member, body=body, now=now):
        raise Http404
    return body


def upper_bodies(group: Group) -> QuerySet[Body]:
    """The local bodies of a group, by voice or service; for a listing nobody answers for, also where its list puts it."""
    links = Link.objects.filter(child=group.body, kind__in=LOCAL)
    above = Q(pk__in=links.current().values("parent"))
    return Body.objects.filter(above if group.claimed_at else above | Q(pk__in=links.listed().values("parent")))


def lower_groups(body: Body) -> QuerySet[Group]:
    """The groups whose local body it is, in the same way."""
    links = Link.objects.filter(parent=body, kind__in=LOCAL)
    listed = Q(claimed_at=None, body__in=links.listed().values("child"))
    return Group.objects.filter(Q(body__in=links.current().values("child")) | listed).select_related("body")


def body_answering(*, member: Member | None, group: Group, now: datetime) -> Body | None:
    """In which body `member` serves so as to answer for this listing: the group's own, or where nobody serves there, above."""
    if may_keep_listing(member=member, group=group, now=now):
        return group.body
    if member is None or is_kept(group=group, now=now):
        return None
    return next((body for body in upper_bodies(group) if may_speak_for(member=member, body=body, now=now)), None)


def group_to_answer_for(member: Member | None, slug: str, *, now: datetime) -> Group:
    """The group at that address for whoever answers for its listing today; for everyone else there is no such page."""
    if body_answering(member=member, group=(group := group_for(member, slug)), now=now) is None:
        raise Http404
    return group


def groups_kept_by(*, member: Member, now: datetime) -> QuerySet[Group]:
    """The groups `member` serves as secretary, as near as a day; a rule that acts for one asks for its own zone."""
    kept = Term.objects.serving(on=now.date()).filter(alias__member=member, role__duties__icontains=Duty.SECRETARY)
    return Group.objects.filter(body__in=kept.values("role__body"), closed_at=None, left_at=None)


def may_welcome(*, member: Member | None, body: Body, now: datetime) -> bool:
    """Whether `member` welcomes new groups for that body today."""
    return Duty.WELCOME in duties_of(member=member, body=body, now=now)


def bodies_that_welcome() -> QuerySet[Body]:
    """Bodies that have a role for welcoming new groups, whether or not somebody serves in it just now."""
    return Body.objects.filter(roles__duties__icontains=f'"{Duty.WELCOME}"').distinct()


def body_to_welcome_in(member: Member | None, slug: str, *, now: datetime) -> Body:
    """The body at that address for whoever welcomes new groups there; for everyone else there is no such page."""
    body = body_for(slug)
    if not may_welcome(member=member, body=body, now=now):
        raise Http404
    return body


def arrival_for(address: str, *, now: datetime) -> Arrival:
    """What a new group wrote, for whoever holds its address; 404 once its words are gone."""
    kept = Arrival.objects.kept(now).select_related("body", "member", "group__body", "held_by")
    return get_object_or_404(kept, address=address)


def arrivals_at(body: Body, *, now: datetime) -> QuerySet[Arrival]:
    """New groups that wrote to this body, or to nobody in particular, and are neither listed nor taken back."""
    theirs = Q(body=body) | Q(body=None)
    return Arrival.objects.in_talk(now).filter(theirs).select_related("body", "held_by")


def when_over(group: Group) -> dict[str, Any]:
    """What the page of a closed group needs (groups/over.html): the group, and the bodies that know of others near it."""
    above = Link.objects.current().filter(child=group.body).values("parent")
    return {"group": group, "above": list(Body.objects.filter(pk__in=above))}


def serves_above(*, member: Member | None, group: Group, now: datetime) -> bool:
    """Whether `member` serves as secretary in a body in which this group has its place."""
    above = Body.objects.filter(pk__in=Link.objects.current().filter(child=group.body).values("parent"))
    return member is not None and any(may_speak_for(member=member, body=body, now=now) for body in above)


def body_panels(*, body: Body, member: Member | None, now: datetime) -> list[Panel]:
    """For whoever serves in a body (asked by rotation): new groups to welcome, and those beneath that nobody could reach."""
    welcomes = may_welcome(member=member, body=body, now=now)
    waits = {"queue": body, "count": arrivals_at(body, now=now).count()} if welcomes else {}
    found = [Panel("groups/_arrivals.html", waits)] if waits else []
    if serves_in(member=member, body=body, now=now) and (lines := _told_of(body)):
        found.append(Panel("groups/_to_answer.html", {"lines": lines}))
    speaks = may_speak_for(member=member, body=body, now=now)
    asks = [Panel("groups/_asks.html", {"asks": body})] if speaks or Conditions.objects.filter(body=body) else []
    if speaks and not _is_a_group(body):
        asks.append(Panel("groups/_to_kinds.html", {"kinds": body}))
    return found + asks + (_to_visit(body, now) if speaks else [])


def may_name_kinds(*, member: Member | None, body: Body, now: datetime) -> bool:
    """Whether `member` serves today as secretary of this body, which is more than one group: kinds of meeting are for all."""
    return may_speak_for(member=member, body=body, now=now) and not _is_a_group(body)


def _is_a_group(body: Body) -> bool:
    return Group.objects.filter(body=body).exists()


def body_that_names_kinds(member: Member | None, slug: str, *, now: datetime) -> Body:
    """The body at that address for whoever may name kinds of meeting in it; for everyone else there is no such page."""
    body = body_for(slug)
    if not may_name_kinds(member=member, body=body, now=now):
        raise Http404
    return body


def _told_of(body: Body) -> list[Entry]:
    """What people told those who serve in this body about groups, where something waits."""
    return _entries_of_concerns([body]).get(body.pk, [])


def _entries_of_concerns(bodies: Sequence[Body]) -> dict[int, list[Entry]]:
    waiting = Concern.objects.filter(body__in=bodies, answered_at=None)
    counts = dict(waiting.order_by().values_list("body").annotate(count=Count("pk")))
    found: dict[int, list[Entry]] = {}
    for body in bodies:
        if count := counts.get(body.pk):
            words = ngettext(
                "%(n)d concern brought to %(body)s",
                "%(n)d concerns brought to %(body)s",
                count,
            )
            found[body.pk] = [Entry(words % {"n": count, "body": body.name}, reverse("concerns", args=[body.slug]))]
    return found


def _to_visit(body: Body, now: datetime) -> list[Panel]:
    beneath = Link.objects.current().filter(parent=body).values("child")
    unreached = listed_groups(now=now).filter(body__in=beneath, contact__unreached_at__isnull=False)
    found = list(unreached.select_related("body"))
    shown = [Panel("groups/_to_visit.html", {"to_visit": found})] if found else []
    lines = _unkept_beneath(body, now)
    return shown + ([Panel("groups/_to_answer.html", {"lines": lines})] if lines else [])


def _unkept_beneath(body: Body, now: datetime) -> list[Entry]:
    """What was suggested of listings beneath this body that nobody keeps."""
    open_ones = Suggestion.objects.filter(answered_at=None).values("meeting__group")
    bodies = [group.body for group in lower_groups(body).filter(pk__in=open_ones)[:MOST_LINES]]
    kept = bodies_with_secretary(bodies, now=now)
    waiting = waiting_in([body for body in bodies if body.pk not in kept])
    return [entry for entries in waiting.values() for entry in entries]


def neighbours_of(*, member: Member | None, group: Group) -> list[Group]:
    """The known groups `member` belongs to beside this one: whose company they may say it had."""
    if member is None:
        return []
    own = Group.objects.filter(memberships__member=member, memberships__ended_on=None, known_at__isnull=False)
    return list(own.exclude(pk=group.pk).select_related("body"))


def is_certified(*, member: Member, body: Body, on: date) -> bool:
    """Whether `member` may sit with this body's young people on that day.

    Only its own certificate counts: no group vouches for somebody in another.
    """
    valid = Certificate.objects.filter(member=member, body=body, issued_on__lte=on, valid_until__gt=on)
    return valid.exists()


def certified_members(*, body: Body, on: date) -> list[int]:
    """The ids of everyone who may sit with this body's young people on that day."""
    return list(
        Certificate.objects.filter(body=body, issued_on__lte=on, valid_until__gt=on).values_list("member", flat=True)
    )


def may_certify(*, member: Member | None, body: Body, now: datetime) -> bool:
    """Whether `member` serves as the body's secretary today."""
    return Duty.SECRETARY in duties_of(member=member, body=body, now=now)


def body_to_certify(member: Member | None, slug: str, *, now: datetime) -> Body:
    """The body at that address for whoever may issue its certificates; for everyone else there is no such page."""
    body = body_for(slug)
    if not may_certify(member=member, body=body, now=now):
        raise Http404
    return body


def group_to_keep(member: Member | None, slug: str, *, now: datetime) -> Group:
    """The group at that address for whoever keeps its listing; for everyone else there is no such page."""
    return _kept(group := group_for(member, slug), group, member, now)


def meeting_to_keep(member: Member | None, slug: str, *, now: datetime) -> Meeting:
    """The meeting at that address for whoever keeps its group's listing; for everyone else there is no such page."""
    return _kept(meeting := meeting_for(member, slug), meeting.group, member, now)


def meeting_whose_norms(member: Member | None, slug: str, *, now: datetime) -> Meeting:
    """The meeting at that address for one of its group's own; for everyone else there is no such page."""
    meeting = meeting_for(member, slug)
    if not may_read_names(member=member, body=meeting.group.body, now=now):
        raise Http404
    return meeting


def _kept(listing: Listing, group: Group, member: Member | None, now: datetime) -> Listing:
    if not may_keep_listing(member=member, group=group, now=now):
        raise Http404
    return listing


def ways_into(meetings: Iterable[Meeting], *, member: Member | None, now: datetime) -> dict[int, Any]:
    """The way into each of these meetings that a storey above offers, by meeting id.

    Only groups that have answered are asked about: an unclaimed listing keeps its own link and opens no circle here.
    """
    claimed = [meeting for meeting in meetings if meeting.group.claimed_at is not None]
    ways = panels("ways_in", meetings=claimed, member=member, now=now) if claimed else []
    return {way.meeting_id: way for way in ways}


def waiting_for(*, member: Member | None, now: datetime) -> list[Panel]:
    """The front page's answer to "what is on now, and what next"."""
    on, coming = whats_on(now=now, viewer=timezone.get_current_timezone())
    rows = ways_for(on + coming, member=member, now=now)
    shown = [Panel("groups/_now_and_next.html", {"on": rows[: len(on)], "coming": rows[len(on) :]})]
    duties = duties_today(member=member, now=now)
    kept = [body for body, held in duties.items() if Duty.SECRETARY in held]
    lines = [entry for entries in waiting_in(kept).values() for entry in entries]
    welcoming = [body for body, held in duties.items() if Duty.WELCOME in held]
    for body, n in Arrival.objects.waiting_at(welcoming, now):
        words = ngettext(
            "%(n)d new group waits for a word of %(body)s", "%(n)d new groups wait for a word of %(body)s", n
        )
        lines.append(Entry(words % {"n": n, "body": body}, reverse("arrivals", args=[body.slug])))
    return shown + ([Panel("groups/_to_answer.html", {"lines": lines}, further_down=1)] if lines else [])


def waiting_in(bodies: Sequence[Body]) -> dict[int, list[Entry]]:
    """What waits for an answer by whoever keeps the listings of these bodies, by body id. Three queries, none for no body."""
    if not bodies:
        return {}
    found = _entries_of_concerns(bodies)
    named = {body.pk: body for body in bodies}
    for pk, count in _open_ones(HeldChange, named):
        words = ngettext(
            "%(n)d change by others waits for the yes of %(group)s",
            "%(n)d changes by others wait for the yes of %(group)s",
            count,
        )
        entry = Entry(words % {"n": count, "group": named[pk].name}, reverse("held_changes", args=[named[pk].slug]))
        found.setdefault(pk, []).append(entry)
    for pk, count in _open_ones(Suggestion, named):
        facts = {"n": count, "group": named[pk].name}
        words = ngettext("%(n)d suggestion for %(group)s", "%(n)d suggestions for %(group)s", count) % facts
        found.setdefault(pk, []).append(Entry(words, reverse("suggestions", args=[named[pk].slug])))
    return found


def ways_for(rows: list[Row], *, member: Member | None, now: datetime) -> list[Row]:
    """These lines of a page with the way into each. It leads to the evening whose doors are open, not to a later one."""
    ways = ways_into({row.meeting.pk: row.meeting for row in rows}.values(), member=member, now=now)
    return [replace(row, way=ways.get(row.meeting.pk) if row.doors_are_open else None) for row in rows]


def menu() -> list[Entry]:
    """The groups' place in the head of every page."""
    return [Entry(_("Meetings"), reverse("finder")), Entry(_("Groups"), reverse("groups"))]


def _open_ones(kind: type[Suggestion] | type[HeldChange], bodies: Iterable[int]) -> QuerySet[Any, Any]:
    waiting = kind.objects.filter(meeting__group__in=list(bodies), answered_at=None)
    return waiting.order_by().values_list("meeting__group").annotate(count=Count("pk"))


def pages_of(*, body: Body) -> list[str]:
    """Where a group's body has its page (asked by rotation, which knows no groups)."""
    return [reverse("group", args=[body.slug])] if Group.objects.filter(body=body).exists() else []


def belongings(*, member: Member, body: Body) -> list[Membership]:
    """The current membership of `member` in the group over this body, if any (asked by rotation)."""
    return list(Membership.objects.filter(group__body=body, member=member, ended_on=None))


def electorate(*, body: Body, now: datetime) -> list[Member]:
    """Everyone who says they belong to the group over this body (asked by conscience, which knows no groups)."""
    said = Membership.objects.filter(group__body=body, ended_on=None).select_related("member")
    return [each.member for each in said]


def held_about(*, member: Member) -> list[Held]:
    """Where a member says they belong, and where they did; and what a body certified."""
    held, after = [], gettext("All of it goes.")
    if said := list(Membership.objects.filter(member=member).select_related("group__body")):
        facts = [{"group": each.group.body.name, "since": each.since, "until": each.ended_on} for each in said]
        held.append(Held("groups", gettext("Groups"), [_belonging(each) for each in said], facts, after=after))
    if sent := list(Arrival.objects.filter(member=member).values_list("name", flat=True)):
        lines = [gettext("You wrote for a new group, %(group)s.") % {"group": name} for name in sent]
        stays = gettext("What the group wrote stays until its time, and nothing says that it was you.")
        held.append(Held("new_groups", gettext("New groups"), lines, sent, after=stays))
    if issued := list(Certificate.objects.filter(member=member).select_related("body")):
        facts = [{"body": each.body.name, "issued_on": each.issued_on, "until": each.valid_until} for each in issued]
        lines = [_certified(each) for each in issued]
        held.append(Held("certificates", gettext("Sitting with young people"), lines, facts, after=after))
    return held


def _certified(issued: Certificate) -> str:
    facts = {"body": issued.body.name, "on": date_format(issued.issued_on), "until": date_format(issued.valid_until)}
    return gettext("%(body)s certified on %(on)s that you may sit with young people, until %(until)s.") % facts


def _belonging(said: Membership) -> str:
    facts = {"group": said.group.body.name, "since": date_format(said.since)}
    if said.ended_on is None:
        return gettext("You belong to %(group)s since %(since)s.") % facts
    facts["until"] = date_format(said.ended_on)
    return gettext("You belonged to %(group)s from %(since)s to %(until)s.") % facts
