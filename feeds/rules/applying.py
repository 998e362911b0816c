"""Staged rows into meetings: groups, meetings and what is kept besides, each by one statement, all in one transaction.

The database copies from its own table, so that what is held up meanwhile, on SQLite everything else, waits only briefly.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import F, OuterRef, Q, Subquery

from feeds.models import ListedMeeting, Staged
from feeds.rules.comparing import FACTS
from feeds.rules.placing import place_under
from groups.models import Group, Meeting
from groups.models.tally import count_a_change
from rotation.models import Body, BodyKind

A_FEW = 5000
# A mark of its own for each row, as `rotation.models.body.random_mark` makes one.
RANDOM = {
    "postgresql": "left(replace(gen_random_uuid()::text, '-', ''), 24)",
    "sqlite": "lower(hex(randomblob(12)))",
}


class ChangedMeanwhile(Exception):
    """What the rows were compared with is not what is here any more."""


def apply_staged(*, batch: UUID, source: str, known: bool, known_groups: Collection[int], now: datetime) -> None:
    """Write what was staged, within a transaction of the caller's.

    `known`: new groups and those in `known_groups` are shown in feeds from now on. Raises ChangedMeanwhile, or what the
    database says where another import wrote the same at the same moment.
    """
    rows = Staged.objects.filter(batch=batch)
    if not rows.exists() and not (known and known_groups):
        return
    count_a_change()
    if connection.vendor == "postgresql":
        _run("ANALYZE {staged}", [])  # it grew a moment ago, and the database would take it for nearly empty
    _check(rows, source)
    _add_groups(batch, source, now if known else None, now)
    _change_meetings(batch, source, now)
    _add_meetings(batch, source, now)
    _keep_besides(batch, source)
    listed = rows.exclude(upper="").order_by("line").values_list("group_key", "upper")
    if uppers := dict(listed):
        numbers = Group.objects.filter(source=source).values_list("source_key", "pk")
        place_under({pk: uppers[key] for key, pk in numbers if key in uppers}, source=source, now=now)
    if known:
        wanted = list(known_groups)
        for start in range(0, len(wanted), A_FEW):
            Group.objects.filter(pk__in=wanted[start : start + A_FEW], known_at=None).update(known_at=now)


def _check(rows: models.QuerySet[Staged], source: str) -> None:
    """That each row still says what it said when it was compared; from here on nobody claims one of these groups."""
    same = Meeting.objects.filter(source=source, source_key=OuterRef("source_key"))
    named = Group.objects.filter(source=source, source_key__in=rows.values("group_key"))
    theirs = Meeting.objects.filter(source=source, source_key__in=rows.filter(is_new=False).values("source_key"))
    claimed = False
    for groups in (named, Group.objects.filter(pk__in=theirs.values("group"))):
        held = groups.order_by("pk").select_for_update(of=("self",)).values_list("claimed_at", flat=True)
        claimed = any(held) or claimed
    there = rows.annotate(version=Subquery(same.values("version")[:1]))
    changed = there.filter(
        Q(is_new=True, version__isnull=False) | Q(is_new=False) & (Q(version=None) | ~Q(version=F("seen")))
    )
    if claimed or changed.exists():
        raise ChangedMeanwhile


def _add_groups(batch: UUID, source: str, known_at: datetime | None, now: datetime) -> None:
    _insert(
        Body, {"kind": BodyKind.GROUP, "created_at": now},
        {"name": "group_name", "slug": "group_slug", "zone": "zone"},
        "{staged} s WHERE s.batch = %s AND s.group_slug <> '' ORDER BY s.id", [_uuid(batch)],
        besides={"mark": RANDOM[connection.vendor]},
    )  # fmt: skip
    _insert(
        Group, {"source": source, "known_at": known_at}, {"source_key": "group_key"},
        "{staged} s JOIN {body} b ON b.slug = s.group_slug WHERE s.batch = %s AND s.group_slug <> '' ORDER BY s.id",
        [_uuid(batch)], besides={"body_id": "b.id"},
    )  # fmt: skip


def _add_meetings(batch: UUID, source: str, now: datetime) -> None:
    _insert(
        Meeting, {"source": source, "changed_at": now}, {name: name for name in (*FACTS, "slug", "source_key")},
        "{staged} s JOIN {group} g ON g.source = %s AND g.source_key = s.group_key WHERE s.batch = %s AND s.is_new"
        " ORDER BY s.id",
        [source, _uuid(batch)], besides={"group_id": "g.body_id"},
    )  # fmt: skip


def _change_meetings(batch: UUID, source: str, now: datetime) -> None:
    said = ", ".join(f"{_quoted(name)} = s.{_quoted(name)}" for name in FACTS)
    sql = (
        "UPDATE {meeting} SET {said}, group_id = g.body_id, version = {meeting}.version + 1, changed_at = %s"
        " FROM {staged} s JOIN {group} g ON g.source = %s AND g.source_key = s.group_key"
        " WHERE s.batch = %s AND NOT s.is_new AND {meeting}.source = %s AND {meeting}.source_key = s.source_key"
    )
    _run(sql, [_plain(Meeting, "changed_at", now), source, _uuid(batch), source], said=said)


def _keep_besides(batch: UUID, source: str) -> None:
    _run(
        "INSERT INTO {listed} (meeting_id, facts) SELECT m.id, s.kept FROM {staged} s"
        " JOIN {meeting} m ON m.source = %s AND m.source_key = s.source_key WHERE s.batch = %s AND s.kept IS NOT NULL"
        " ON CONFLICT (meeting_id) DO UPDATE SET facts = excluded.facts",
        [source, _uuid(batch)],
    )


def _insert(
    model: type[models.Model], given: dict[str, Any], copied: dict[str, str], source: str, params: list[Any],
    besides: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Rows of `model` made of staged ones: `given` values, `copied` columns, and for all else what the model starts with."""
    columns: list[str] = list(besides or {})
    values: list[str] = list((besides or {}).values())
    said: list[Any] = []
    for field in model._meta.concrete_fields:
        if field.column is None or field.column in columns or field.primary_key:
            continue
        columns.append(field.column)
        if field.name in copied:
            values.append(f"s.{_quoted(copied[field.name])}")
        else:
            assert not field.unique, f"{field} is to be each row's own: stage it"
            value = given[field.name] if field.name in given else field.get_default()
            values.append(
                f"CAST(%s AS {field.cast_db_type(connection)})" if connection.vendor == "postgresql" else "%s"
            )
            said.append(_plain(model, field.name, value))
    into, names = _quoted(model._meta.db_table), ", ".join(_quoted(column) for column in columns)
    sql = "INSERT INTO {into} ({names}) SELECT {values} FROM {source}"
    _run(sql, [*said, *params], into=into, names=names, values=", ".join(values), source=source)


TABLES = {"staged": Staged, "body": Body, "group": Group, "meeting": Meeting, "listed": ListedMeeting}


def _run(sql: str, params: list[Any], **parts: str) -> None:
    """One statement; `parts` are names of our own tables and columns, and whatever came with the list is a parameter."""
    tables = {name: _quoted(model._meta.db_table) for name, model in TABLES.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**parts, **tables).format(**tables), params)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _plain(model: type[models.Model], name: str, value: Any) -> Any:
    """The value as the database takes it."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.get_db_prep_save(value, connection=connection)


def _uuid(batch: UUID) -> Any:
    return _plain(Staged, "batch", batch)
