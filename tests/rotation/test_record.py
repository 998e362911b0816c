import pytest
from django.db import DatabaseError, connection, transaction

from rotation.models import Alias, Record
from rotation.rules.aliases import alias_of, forget
from rotation.rules.record import note
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = pytest.mark.django_db


def lines_of(body):
    return list(Record.objects.filter(body=body).values_list("verb", "alias__name", "facts"))


def test_note_makes_the_alias_at_the_first_act_and_uses_it_again():
    ana, body = a_member("Ana"), a_body()
    note(body=body, member=ana, verb="page-edited", facts={"before": "a", "after": "b"}, now=NOW)
    note(body=body, member=ana, verb="page-edited", facts={"before": "b", "after": "c"}, now=NOW)
    note(body=body, member=None, verb="planted", facts={}, now=NOW)
    assert lines_of(body) == [
        ("page-edited", "Ana", {"before": "a", "after": "b"}),
        ("page-edited", "Ana", {"before": "b", "after": "c"}),
        ("planted", None, {}),
    ]
    assert Alias.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE rotation_record SET verb = 'other'", "DELETE FROM rotation_record", "UPDATE rotation_record SET at = at"],
)
def test_record_refuses_change_and_removal_by_the_database_itself_invariant_63(statement):
    body = a_body()
    note(body=body, member=None, verb="planted", facts={}, now=NOW)
    refused = pytest.raises(DatabaseError, match="the record is never changed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert lines_of(body) == [("planted", None, {})]


def test_record_refuses_the_orm_too():
    body = a_body()
    line = note(body=body, member=None, verb="planted", facts={}, now=NOW)
    line.verb = "other"
    for act in (line.save, line.delete, Record.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert lines_of(body) == [("planted", None, {})]


def test_forget_empties_the_name_and_leaves_the_record_invariant_64():
    ana, ben, body = a_member("Ana"), a_member("Ben"), a_body()
    other = a_body("Evening Committee", slug="evening-committee")
    term = a_term(ana, a_role(body))
    for where in (body, other):
        note(body=where, member=ana, verb="page-edited", facts={}, now=NOW)
    note(body=body, member=ben, verb="page-edited", facts={}, now=NOW)
    before = Record.objects.values_list("pk", "alias_id", "verb")

    emptied = forget(member=ana)
    ana.delete()
    term.refresh_from_db()
    assert emptied == 2
    assert list(before) == list(Record.objects.values_list("pk", "alias_id", "verb"))
    assert [str(alias) for alias in Alias.objects.order_by("pk")] == ["a member", "a member", "Ben"]
    assert (str(term.alias), term.alias.member) == ("a member", None)


def test_alias_of_may_appear_under_another_name_and_keeps_it():
    ana, body = a_member("Ana"), a_body()
    first = alias_of(member=ana, body=body, name="Ana M.")
    assert alias_of(member=ana, body=body, name="Anita") == first
    assert Alias.objects.get().name == "Ana M."
