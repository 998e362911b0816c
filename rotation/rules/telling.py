"""A body's record in plain words: every storey says what its own lines mean (`tell`), and this one reads a page of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext

from members.panels import panels
from rotation.models import Body, Ended, Record, TermKind

A_PAGE = 30


@dataclass(frozen=True)
class Told:
    """One line as a page shows it: the day and never the hour, what happened, and by whom where the record names one."""

    day: date
    words: str
    by: str


def record_page(*, body: Body, number: str | None) -> tuple[Page, list[Told]]:
    """A page of the record, newest first, with its lines in words. As many queries for one line as for many."""
    lines = Record.objects.filter(body=body).select_related("alias").order_by("-pk")
    page = Paginator(lines, A_PAGE).get_page(number)
    rows = list(page.object_list)
    words: dict[int, str] = dict(panels("tell", room="rules.telling", lines=rows))
    return page, [
        Told(
            day=_day(line, body),
            words=words.get(line.pk) or gettext("Something was written down that this page has no words for yet."),
            by="" if line.alias is None else str(line.alias),
        )
        for line in rows
    ]


def _day(line: Record, body: Body) -> date:
    """The day the line itself speaks of; else the one it was written on, in the body's own zone."""
    said = line.facts.get("day")
    return day_of(said) if said else line.at.astimezone(body.tz).date()


def day_of(said: Any) -> date:
    """A day as facts hold it."""
    return date.fromisoformat(str(said))


def in_words(said: Any) -> str:
    return str(date_format(day_of(said)))


def told_by(verbs: dict[str, Callable[[dict[str, Any]], str]], lines: Sequence[Record]) -> list[tuple[int, str]]:
    """The lines of those verbs, each with what it says."""
    return [(line.pk, verbs[line.verb](line.facts)) for line in lines if line.verb in verbs]


def _begun(facts: dict[str, Any]) -> str:
    days = {"role": facts["role"], "start": in_words(facts["starts_on"]), "end": in_words(facts["ends_on"])}
    if facts.get("kind") in TermKind.values:
        days["kind"] = str(TermKind(facts["kind"]).label)
        return gettext("A term as %(role)s (%(kind)s) was written down, from %(start)s until %(end)s.") % days
    return gettext("A term as %(role)s was written down, from %(start)s until %(end)s.") % days


def _ended(facts: dict[str, Any]) -> str:
    days = {"role": facts["role"], "before": in_words(facts["before"]), "after": in_words(facts["after"])}
    if facts.get("why") in Ended.values:
        days["why"] = str(Ended(facts["why"]).label)
        return gettext("The term as %(role)s ends on %(after)s instead of %(before)s: %(why)s.") % days
    return gettext("The term as %(role)s ends on %(after)s instead of %(before)s.") % days


def _goes_on(facts: dict[str, Any]) -> str:
    days = {"role": facts["role"], "after": in_words(facts["after"])}
    return gettext("The term as %(role)s goes on until %(after)s.") % days


def _called_off(facts: dict[str, Any]) -> str:
    days = {"role": facts["role"], "start": in_words(facts["starts_on"])}
    return gettext("The term as %(role)s that was to begin on %(start)s was taken back.") % days


def _waived(facts: dict[str, Any]) -> str:
    said = {"role": facts["role"], "reason": facts["reason"]}
    return gettext("What is suggested for %(role)s was waived for a term. The reason: %(reason)s") % said


def _away(facts: dict[str, Any]) -> str:
    days = {"role": facts["role"], "start": in_words(facts["from_on"]), "end": in_words(facts["back_on"])}
    return gettext("Whoever serves as %(role)s is away from %(start)s, and back on %(end)s.") % days


def _back(facts: dict[str, Any]) -> str:
    return gettext("Whoever serves as %(role)s is not away after all.") % {"role": facts["role"]}


def _two(facts: dict[str, Any]) -> dict[str, str]:
    return {"child": facts["child"], "parent": facts["parent"]}


VERBS: dict[str, Callable[[dict[str, Any]], str]] = {
    "planted": lambda facts: gettext("This body was set up."),
    "term-begun": _begun,
    "term-ended-early": _ended,
    "term-goes-on": _goes_on,
    "term-called-off": _called_off,
    "term-waiver": _waived,
    "role-named": lambda facts: gettext("The role %(role)s was named.") % {"role": facts["role"]},
    "role-changed": lambda facts: gettext("How %(role)s goes round was changed.") % {"role": facts["role"]},
    "servant-away": _away,
    "servant-back": _back,
    "link-offered": lambda facts: gettext("It was offered that %(child)s has its place in %(parent)s.") % _two(facts),
    "link-agreed": lambda facts: gettext("%(child)s has its place in %(parent)s: both said yes.") % _two(facts),
    "link-declined": lambda facts: (
        gettext("The offer that %(child)s has its place in %(parent)s was taken back or declined.") % _two(facts)
    ),
    "link-ended": lambda facts: gettext("%(child)s no longer has its place in %(parent)s.") % _two(facts),
    "link-move-asked": lambda facts: gettext("%(child)s asked to move to %(parent)s.") % _two(facts),
    "link-released": lambda facts: gettext("It was agreed here that %(child)s may move to %(parent)s.") % _two(facts),
}


def tell(*, lines: Sequence[Record]) -> list[tuple[int, str]]:
    """What this storey's lines say (asked by `record_page`)."""
    return told_by(VERBS, lines)
