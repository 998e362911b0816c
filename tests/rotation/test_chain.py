"""Each line of a record holds the hash of the one before it, per body; a line changed or lost shows.

Invariants 63 and 64 (governance.md).
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from rotation.models import Record
from rotation.rules.aliases import forget
from rotation.rules.chain import chain_of, hash_of
from rotation.rules.record import note
from tests.rotation.cast import NOW, a_body, a_member
from tests.rotation.sweeping import guards_aside


def write(body, count, *, member=None):
    return [note(body=body, member=member, verb="page-edited", facts={"line": i}, now=NOW) for i in range(count)]


def check(*more):
    said = StringIO()
    try:
        call_command("check_record", *more, stdout=said)
    except CommandError as fault:
        return [*said.getvalue().splitlines(), str(fault)]
    return said.getvalue().splitlines()


def tamper(statement, *facts):
    """As someone could who holds the keys to the database."""
    with guards_aside() as cursor:
        cursor.execute(statement, facts)


@pytest.mark.django_db
def test_each_line_follows_the_one_before_it_in_its_own_body():
    body, other = a_body(), a_body("Evening Committee", slug="evening-committee")
    first, second = write(body, 2)
    (elsewhere,) = write(other, 1)
    (third,) = write(body, 1)
    assert [line.previous for line in (first, second, third, elsewhere)] == ["", first.hash, second.hash, ""]
    assert len({line.hash for line in (first, second, third, elsewhere)}) == 4
    assert check() == [
        f"evening-committee: 1 lines, whole, up to {elsewhere.hash[:12]}.",
        f"morning-committee: 3 lines, whole, up to {third.hash[:12]}.",
    ]


@pytest.mark.django_db
def test_hash_covers_everything_a_line_says_and_comes_out_the_same_when_read_again():
    body, ana = a_body(), a_member("Ana")
    facts = {"zwei": ["ü", 2, None, True, {"b": 1, "a": 10**15}], "10": "ten", "9": "nine"}
    at = datetime(2026, 11, 23, 13, 0, 0, 250, tzinfo=timezone(timedelta(hours=1)))
    written = note(body=body, member=ana, verb="page-edited", facts=facts, now=at)
    read = Record.objects.get(pk=written.pk)
    assert hash_of(read) == read.hash == written.hash
    changes = {
        "previous": "0" * 64, "body": a_body(slug="other"), "verb": "other", "facts": facts | {"9": "ten"}, "alias": None,
        "at": at.astimezone(UTC) + timedelta(microseconds=1),
    }  # fmt: skip
    for name, other in changes.items():
        line = Record.objects.get(pk=written.pk)
        setattr(line, name, other)
        assert hash_of(line) != written.hash, name


@pytest.mark.django_db
@pytest.mark.parametrize("fact", [1.5, NOW, {"deep": [2.0]}, b"bytes"])
def test_facts_that_would_not_come_back_the_same_are_refused_and_nothing_is_written(fact):
    with pytest.raises(TypeError):
        note(body=a_body(), member=None, verb="page-edited", facts={"fact": fact}, now=NOW)
    assert Record.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "which", "said"),
    [
        ("UPDATE rotation_record SET verb = 'other' WHERE id = %s", 1, ["line {1} (other, 2026-11-23) is not as it was written"]),
        ("UPDATE rotation_record SET facts = '{{\"line\": 9}}' WHERE id = %s", 2, [
            "line {2} (page-edited, 2026-11-23) is not as it was written"]),
        ("UPDATE rotation_record SET facts = '{{\"line\": 1.5}}' WHERE id = %s", 2, [
            "line {2} (page-edited, 2026-11-23) is not as it was written"]),
        ("DELETE FROM rotation_record WHERE id = %s", 1, [
            "line {2} (page-edited, 2026-11-23) does not follow line {0}: something between is missing"]),
        ("DELETE FROM rotation_record WHERE id = %s", 0, [
            "line {1} (page-edited, 2026-11-23) does not follow the beginning: something between is missing"]),
    ],
)  # fmt: skip
def test_invariant_63_line_changed_or_lost_is_named(statement, which, said):
    lines = write(a_body(), 4)
    write(a_body("Evening Committee", slug="evening-committee"), 1)
    tamper(statement.replace("{{", "{").replace("}}", "}"), lines[which].pk)
    found = check()
    assert found[0].startswith("evening-committee: 1 lines, whole")
    assert found[1:] == [
        *(f"morning-committee: {each.format(*[line.pk for line in lines])}." for each in said),
        "Not whole: morning-committee.",
    ]


@pytest.mark.django_db
def test_invariant_63_line_written_anew_with_a_hash_of_its_own_breaks_the_next():
    lines = write(a_body(), 3)
    forged = lines[1]
    forged.facts = {"line": "forged"}
    tamper(
        "UPDATE rotation_record SET facts = %s, hash = %s WHERE id = %s",
        '{"line": "forged"}', hash_of(forged), forged.pk,
    )  # fmt: skip
    assert [line.split(": ", 1)[1] for line in check()[:-1]] == [
        f"line {lines[2].pk} (page-edited, 2026-11-23) does not follow line {forged.pk}: something between is missing."
    ]


@pytest.mark.django_db
def test_lines_lost_at_the_end_show_to_whoever_wrote_the_last_hash_down():
    lines = write(a_body(), 3)
    noted = lines[2].hash[:12]
    assert check("--body", "morning-committee", "--holds", noted) == [
        f"morning-committee: 3 lines, whole, up to {noted}."
    ]
    tamper("DELETE FROM rotation_record WHERE id = %s", lines[2].pk)
    assert check("--body", "morning-committee", "--holds", noted) == [
        f"morning-committee: no line has the hash {noted}: what was written down earlier is not here any more.",
        "Not whole: morning-committee.",
    ]


@pytest.mark.django_db
def test_check_says_plainly_what_it_cannot_do():
    a_body()
    assert check() == ["morning-committee: nothing is written yet."]
    assert check("--body", "nowhere") == ["There is no body at nowhere."]
    assert check("--holds", "abc") == ["Say whose record should hold it: --body SLUG."]


@pytest.mark.django_db
def test_invariant_64_erasing_a_person_leaves_a_record_that_still_holds():
    body, ana = a_body(), a_member("Ana Canary")
    write(body, 2, member=ana)
    before = chain_of(body=body)
    forget(member=ana)
    ana.delete()
    assert chain_of(body=body) == before
    assert before.breaks == []
    assert {str(line.alias) for line in Record.objects.select_related("alias")} == {"a member"}


@pytest.mark.django_db
def test_database_itself_lets_no_two_lines_follow_the_same_one():
    first, _second = write(a_body(), 2)
    twin = Record(body=first.body, verb="page-edited", facts={}, at=NOW, previous=first.hash, hash="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.django_db(transaction=True)
def test_invariant_63_many_who_write_at_once_write_one_after_the_other():
    body, people = a_body(), [a_member(name) for name in ("Ana", "Ben", "Cleo")]
    gate = threading.Barrier(9)

    def writes(number):
        try:
            gate.wait(10)
            return [
                note(body=body, member=people[number % 3], verb="page-edited", facts={"by": number}, now=NOW).pk
                for _ in range(3)
            ]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(9) as pool:
        written = [pk for each in pool.map(writes, range(9)) for pk in each]
    chain = chain_of(body=body)
    assert (len(set(written)), chain.lines, chain.breaks) == (27, 27, [])
