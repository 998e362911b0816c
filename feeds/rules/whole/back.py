"""A whole group read back from its file, in a house where it is not yet: all of it, or nothing and a reason."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from feeds.rules.whole.out import EDITION, FORMAT
from feeds.rules.whole.sound import NotSound, check_facts, check_meeting, check_norms, check_picture, read_fact
from feeds.rules.whole.tables import OF_OTHERS, TABLES, Table, tables
from groups.models import Group, Meeting, Merger, Norms, Picture
from groups.rules.calendar import lay_out
from rotation.models import Body, Link
from rotation.rules.chain import chain_of

BROUGHT = "brought along"  # the source of a group that is here only because another has to do with it


class NotAWholeGroup(ValueError):
    """The file is none of ours, or something in it cannot be: what and where."""


class AlreadyHere(Exception):
    """The group, one of its meetings' addresses or one of its pictures is here already."""


@dataclass
class _Reading:
    """What has been read so far: each row by its number in the file, and which of the others were here before."""

    bodies: dict[int, int] = field(default_factory=dict)
    rows: dict[type[Any], list[Any]] = field(default_factory=dict)
    here_before: set[int] = field(default_factory=set)

    def pk(self, model: type[Any], number: Any) -> Any:
        if not isinstance(number, int) or isinstance(number, bool):
            raise NotSound(f"{number!r} is no number of a row")
        try:
            return self.bodies[number] if model in (Body, Group) else self.rows[model][number].pk
        except (KeyError, IndexError):
            raise NotSound(f"there is no {model._meta.verbose_name} number {number}") from None


def take_in(*, said: Any, now: datetime) -> Group:
    """Bring a whole group in, as `whole` wrote it down. Nobody of this house serves in it yet.

    Its place in an upper body that was here before waits for that body's yes. Raises NotAWholeGroup or AlreadyHere, and then
    nothing is kept.
    """
    try:
        with transaction.atomic():
            return _taken(_checked(said), now)
    except IntegrityError as why:
        raise AlreadyHere from why
    except (NotSound, ValidationError) as why:
        raise NotAWholeGroup("; ".join(why.messages) if isinstance(why, ValidationError) else str(why)) from why


def _checked(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict) or [said.get("format"), said.get("edition")] != [FORMAT, EDITION]:
        raise NotSound("this is no file of a whole group, or one of another edition")
    mine, others, mailboxes = said.get("tables"), said.get("others"), said.get("mailboxes")
    if not (isinstance(mine, dict) and isinstance(others, list) and isinstance(mailboxes, bool)):
        raise NotSound("something of it is missing")
    wanted = {each.name for each in tables(mailboxes=mailboxes)}
    if set(mine) != wanted or not all(isinstance(rows, list) for rows in mine.values()):
        raise NotSound(f"these tables should be in it: {', '.join(sorted(wanted))}")
    if [len(mine["rotation.body"]), len(mine["groups.group"])] != [1, 1]:
        raise NotSound("a file is of one group")
    return said


def _taken(said: dict[str, Any], now: datetime) -> Group:
    reading = _Reading()
    own = _row(TABLES[0], said["tables"]["rotation.body"][0], reading, said["mailboxes"])
    reading.bodies[0] = _own_body(own).pk
    for number, other in enumerate(said["others"], start=1):
        reading.bodies[number] = _other(other, number, reading)
    for table in tables(mailboxes=said["mailboxes"])[1:]:
        reading.rows[table.model] = []
        for each in said["tables"][table.name]:  # one by one: a link may point to the one before it
            reading.rows[table.model].append(_kept(_row(table, each, reading, said["mailboxes"]), reading))
    body = Body.objects.get(pk=reading.bodies[0])
    if breaks := chain_of(body=body).breaks:
        raise NotSound(f"its record is not whole: {breaks[0]}")
    Group.objects.filter(pk__in=_merged_here(said, reading)).update(merged_into=body.pk)
    lay_out(meetings=reading.rows[Meeting], now=now)
    return Group.objects.select_related("body").get(pk=body.pk)


def _row(table: Table, said: Any, reading: _Reading, mailboxes: bool) -> Any:
    """One row, not yet kept."""
    columns = table.facts(mailboxes=mailboxes)
    if not isinstance(said, dict) or set(said) != {each.name for each in columns}:
        raise NotSound(f"a {table.name} should say: {', '.join(each.name for each in columns)}")
    facts: dict[str, Any] = dict(table.without)
    for column in columns:
        value = said[column.name]
        if column.is_relation:
            facts[column.attname] = None if value is None else reading.pk(column.related_model, value)
        else:
            facts[column.name] = read_fact(column, value)
    row = table.model(**facts)
    check_facts(row, columns)
    if isinstance(row, Meeting):
        check_meeting(row)
    if isinstance(row, Norms):
        check_norms(row)
    if isinstance(row, Picture):
        check_picture(row)
    if isinstance(row, Merger) and row.moved:
        row.moved = _moved(row.moved, reading)
    return row


def _moved(said: dict[str, Any], reading: _Reading) -> dict[str, Any]:
    if set(said) != {"meetings", "pictures"} or not all(isinstance(each, list) for each in said.values()):
        raise NotSound("what a merger moved is meetings and pictures")
    meetings = [reading.pk(Meeting, number) for number in said["meetings"]]
    own = {each.pk for each in reading.rows[Picture]}
    return {"meetings": meetings, "pictures": [each for each in said["pictures"] if each in own]}


def _own_body(body: Body) -> Body:
    """The group's body: a row of its own, or the one that stood here for it because another group knew it."""
    stood_for = Group.objects.filter(source=BROUGHT, body__mark=body.mark).first()
    if stood_for is None:
        body.save(force_insert=True)
        return body
    body.pk = stood_for.pk
    body.save(force_update=True)
    return body


def _other(said: Any, number: int, reading: _Reading) -> int:
    """The body it has to do with: the same one where it is here, by its mark; else a name for it to stand for."""
    columns = {each.name: each for each in Body._meta.concrete_fields if each.name in OF_OTHERS}
    if not isinstance(said, dict) or set(said) != {*columns, "is_group", "is_merged_here"}:
        raise NotSound(f"body number {number} is not told of as it should be")
    body = Body(**{name: read_fact(column, said[name]) for name, column in columns.items()})
    check_facts(body, list(columns.values()))
    if known := Body.objects.filter(mark=body.mark).first():
        reading.here_before.add(known.pk)
        return known.pk
    body.slug = _free(body.slug)
    body.save(force_insert=True)
    if said["is_group"] is True:  # nobody lists it before its own file comes
        Group.objects.create(body=body, source=BROUGHT, source_key=body.mark, left_at=body.created_at)
    return body.pk


def _free(slug: str) -> str:
    taken = set(Body.objects.filter(slug__startswith=slug[:70]).values_list("slug", flat=True))
    more = (f"{slug[:70]}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(each for each in more if each not in taken)


def _kept(row: Any, reading: _Reading) -> Any:
    """The row as it is kept. No yes is brought along for a body that can say its own."""
    if isinstance(row, Merger):
        return _merger(row, reading)
    if isinstance(row, Link) and row.parent_id in reading.here_before:
        row.parent_yes_at = None
    stands = isinstance(row, Group) and Group.objects.filter(pk=row.pk).exists()
    row.save(force_insert=not stands, force_update=stands)
    return row


def _merger(row: Merger, reading: _Reading) -> Merger:
    """The other group of the two may have brought the same merger; else, where it lives here, its yes is its own to say."""
    there = Merger.objects.filter(group=row.group_id, into=row.into_id, offered_at=row.offered_at).first()
    if there is not None:
        there.moved = {
            name: [*there.moved.get(name, []), *row.moved.get(name, [])] for name in {*there.moved, *row.moved}
        }
        there.save(update_fields=["moved"])
        return there
    own = reading.bodies[0]
    other = row.into_id if row.group_id == own else row.group_id
    if row.undone_at is None and other in reading.here_before and not Group.objects.filter(pk=other, source=BROUGHT):
        row.group_yes_at = row.group_yes_at if row.group_id == own else None
        row.into_yes_at = row.into_yes_at if row.into_id == own else None
        Group.objects.filter(pk=own, merged_into=other).update(merged_into=None)
    row.save(force_insert=True)
    return row


def _merged_here(said: dict[str, Any], reading: _Reading) -> list[int]:
    """Groups that had become one with this one, where they only stand for themselves."""
    marked = [number for number, other in enumerate(said["others"], start=1) if other["is_merged_here"] is True]
    stand = Group.objects.filter(pk__in=[reading.bodies[number] for number in marked], source=BROUGHT)
    return list(stand.values_list("pk", flat=True))
