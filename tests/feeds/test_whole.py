"""A whole group leaves one house and is the same in another, record by record. Invariant 50 (governance.md)."""

import json
from contextlib import suppress
from datetime import time
from io import BytesIO, StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from PIL import Image

from feeds.models import ListedMeeting
from feeds.rules.whole.back import AlreadyHere, NotAWholeGroup, take_in
from feeds.rules.whole.out import whole
from feeds.rules.whole.tables import LEFT_BEHIND, TABLES
from groups.models import Affirmation, Conditions, Evening, Group, Meeting, Merger, Norms, Picture, Visit, Walk
from groups.rules.life import leave
from groups.rules.merging import say_merge
from groups.rules.norms import norms_of
from groups.rules.pictures import keep_picture
from groups.rules.visits import keep_contact
from members.models import Member
from rotation.models import Alias, Body, BodyKind, Link, Record
from rotation.rules.chain import chain_of
from rotation.rules.record import note
from tests.groups.cast import NOW, a_group, a_meeting, a_member, belongs

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SCRIPT = [{"kind": "sharing", "title": "Sharing", "text": "", "minutes": None}]


class Gone(Exception):
    """The house these rows were in is another one."""


def elsewhere(build):
    """What `build` gives, in a house of which nothing is left afterwards."""
    given = []
    with suppress(Gone), transaction.atomic():
        given.append(build())
        raise Gone
    return json.loads(json.dumps(given[0]))


def a_full_group():
    """Of everything that can be a group's, something."""
    ana = a_member("Ana Quillfeather")
    group = a_group(secretary=ana, about="We share.", known_at=NOW, claimed=True)
    near = a_group("Harbour", slug="harbour", secretary=(ben := a_member("Ben")), known_at=NOW)
    area = Body.objects.create(kind=BodyKind.AREA, name="Our area", slug="our-area", created_at=NOW)
    old = Link.objects.create(
        child=group.body, parent=area, offered_at=NOW, child_yes_at=NOW, parent_yes_at=NOW, ended_at=NOW
    )
    Link.objects.create(child=group.body, parent=area, offered_at=NOW, child_yes_at=NOW, parent_yes_at=NOW, leaves=old,
                        released_at=NOW)  # fmt: skip
    page = BytesIO()
    Image.new("RGB", (8, 6), "red").save(page, "PNG")
    picture = keep_picture(group=group, member=ana, content=page.getvalue(), words="A lamp", now=NOW)
    meeting = a_meeting(
        group, time=time(20, 15), days=[1, 4], nths=[1, -1], types=["O"], languages=["en", "es"], latitude=41.39,
        longitude=2.17, also_on=["2026-12-24"], script=[SCRIPT[0] | {"image": picture.pk}], safety_contact="safe@example.org",
    )  # fmt: skip
    ListedMeeting.objects.create(meeting=meeting, facts={"district": "Nine"})
    a_meeting(near, "harbour-evening", script=SCRIPT)
    keep_contact(group=group, member=ana, mailbox="lamp@example.org", now=NOW)
    Visit.objects.create(group=group, neighbour=near, at=NOW)
    belongs(ana, group)
    for speaking, servant in ((near, ben), (group, ana)):
        merger = say_merge(group=near, into=group, speaking=speaking, member=servant, now=NOW)
    assert merger.moved["meetings"]
    line = note(body=group.body, member=ana, verb="circle-held", facts={"day": "2026-11-02", "people": 4}, now=NOW)
    Norms.objects.create(
        meeting=meeting, number=1, norms=norms_of(meeting), decision="Said by all", decided_on=NOW.date(), line=line, saved_at=NOW
    )  # fmt: skip
    Walk.objects.create(group=group, neighbour=near, offered_at=NOW, accepted_at=NOW)
    for body in (area, group.body):
        Affirmation.objects.create(group=group, body=body, version=1, lines=["We keep it."], at=NOW)
    Conditions.objects.create(
        body=group.body, version=1, lines=["We keep it."], by=line.alias, position="Secretary", at=NOW
    )
    return group


@pytest.mark.parametrize("mailboxes", [True, False])
def test_invariant_50_a_group_is_the_same_in_another_house(mailboxes):
    file = elsewhere(lambda: whole(group=a_full_group(), mailboxes=mailboxes))
    assert Body.objects.count() == 0
    a_group("Somebody else", slug="somebody-else", secretary=a_member("Else"))  # so that no row has the number it had
    group = take_in(said=file, now=NOW)
    again = whole(group=group, mailboxes=mailboxes)
    assert {name: rows for name, rows in again["tables"].items() if rows != file["tables"][name]} == {}
    assert again == file
    assert {name: len(rows) for name, rows in file["tables"].items()} == {
        "rotation.body": 1, "rotation.alias": 1, "rotation.role": 1, "rotation.term": 1, "rotation.link": 2,
        "groups.group": 1, "groups.meeting": 2, "groups.picture": 1, "groups.visit": 1, "groups.merger": 1,
        "groups.norms": 1, "groups.walk": 1, "groups.affirmation": 2, "groups.conditions": 1,
        "feeds.listedbody": 0, "feeds.listedmeeting": 1, "rotation.record": len(file["tables"]["rotation.record"]),
    } | ({"groups.contact": 1} if mailboxes else {})  # fmt: skip
    assert [chain_of(body=group.body).breaks, chain_of(body=group.body).lines] == [
        [],
        len(file["tables"]["rotation.record"]),
    ]
    text = json.dumps(file)
    assert ["Quillfeather" in text, "example.org" in text] == [False, mailboxes]
    assert set(Alias.objects.filter(body=group.body).values_list("member", "name")) == {(None, "")}
    assert Evening.objects.filter(meeting__group=group).exists()
    assert list(Group.objects.listed(NOW).values_list("body__slug", flat=True)) == [
        "somebody-else",
        "tuesday-candlelight",
    ]


def test_a_merger_that_came_along_can_be_undone_and_both_halves_meet_again():
    def both():
        group = a_full_group()
        return [whole(group=each, mailboxes=True) for each in (group, Group.objects.get(body__slug="harbour"))]

    lamp, harbour = elsewhere(both)
    for first, second in ((lamp, harbour), (harbour, lamp)):

        def house(first=first, second=second):
            for file in (first, second):
                take_in(said=file, now=NOW)
            merger = Merger.objects.get()
            kept = [whole(group=each, mailboxes=True) for each in (merger.into, merger.group)]
            assert [[each["tables"][t] for t in each["tables"]] for each in kept] == [
                [each["tables"][t] for t in each["tables"]] for each in (lamp, harbour)
            ]
            assert merger.group.merged_into == merger.into
            return [Meeting.objects.get(pk=pk).slug for pk in merger.moved["meetings"]]

        assert elsewhere(house) == ["harbour-evening"]


def test_no_yes_is_brought_along_for_a_body_that_can_say_its_own():
    file = elsewhere(lambda: whole(group=a_full_group(), mailboxes=False))
    told = next(each for each in file["others"] if each["kind"] == "area")
    area = Body.objects.create(kind=BodyKind.AREA, name="Our area", slug="our-area", created_at=NOW, mark=told["mark"])
    near = next(each for each in file["others"] if each["is_group"])
    Body.objects.filter(pk=a_group("Harbour", slug="harbour").pk).update(mark=near["mark"])
    take_in(said=file, now=NOW)
    merger = Merger.objects.get()
    assert [merger.group_yes_at, merger.into_yes_at, merger.group.merged_into] == [None, NOW, None]
    assert list(Link.objects.filter(parent=area).values_list("parent_yes_at", flat=True)) == [None, None]
    assert not Link.objects.current().exists()


def bent(file, **changes):
    said = json.loads(json.dumps(file))
    for path, value in changes.items():
        table, name = path.split("__")
        said["tables"][table.replace("_", ".")][0][name] = value
    return said


WRONG = {
    "groups_meeting__zone": "Nowhere/Land", "groups_meeting__days": [9], "groups_meeting__script": [{"kind": "x"}],
    "groups_meeting__link": "javascript:alert(1)", "groups_meeting__slug": "../x", "groups_meeting__time": "25:00",
    "groups_meeting__name": "x" * 300, "groups_meeting__turn_mode": "loud", "groups_meeting__group": 99,
    "groups_meeting__notes": "\0", "groups_meeting__minutes": 3, "groups_meeting__also_on": "2026",
    "groups_norms__norms": {"turn_mode": "loud"},
    "groups_picture__content": "AAAA", "rotation_record__verb": "other", "rotation_record__facts": [],
    "rotation_term__ends_on": None, "rotation_body__name": {"a": 1}, "groups_group__more": 1,
}  # fmt: skip


def test_a_file_that_was_bent_is_refused_whole_and_nothing_is_kept():
    file = elsewhere(lambda: whole(group=a_full_group(), mailboxes=True))
    taken = []
    for path, value in WRONG.items():
        with suppress(NotAWholeGroup, AlreadyHere):
            take_in(said=bent(file, **{path: value}), now=NOW)
            taken.append(path)
        assert [path, Body.objects.count(), Picture.objects.count()] == [path, 0, 0]
    for said in (None, [], {}, file | {"edition": 2}, file | {"tables": {}}, file | {"others": [{}]}):
        with pytest.raises(NotAWholeGroup):
            take_in(said=said, now=NOW)
    assert taken == []


def test_a_group_that_is_here_is_not_taken_in_again():
    group = a_full_group()
    file = json.loads(json.dumps(whole(group=group, mailboxes=True)))
    before = (Body.objects.count(), Meeting.objects.count(), Record.objects.count())
    with pytest.raises(AlreadyHere):
        take_in(said=file, now=NOW)
    assert (Body.objects.count(), Meeting.objects.count(), Record.objects.count()) == before


def test_whatever_is_a_groups_goes_along_or_is_said_to_stay_behind():
    ours = {
        each._meta.label_lower
        for app in ("rotation", "groups", "feeds")
        for each in apps.get_app_config(app).get_models()
    }
    along = {table.name for table in TABLES}
    behind = {each for each in LEFT_BEHIND if " " not in each}
    assert along | behind == ours
    assert along & behind == set()
    for table in TABLES:  # and whatever one of these rows points to goes along, is a person, or is told of by its mark
        to = {
            each.related_model
            for each in table.model._meta.concrete_fields
            if each.is_relation and each.name not in table.without
        }
        assert [table.name, {each._meta.label_lower for each in to} - along] == [table.name, set()]


def test_its_secretary_has_the_file_from_its_own_page_even_when_the_group_has_left(client):
    group = a_full_group()
    ana = Member.objects.get(name="Ana Quillfeather")
    leave(group=group, member=ana, now=NOW)
    address = "/groups/tuesday-candlelight/everything.json"
    client.force_login(ana)
    assert address in client.get("/groups/tuesday-candlelight/life/").content.decode()
    answer = client.get(address)
    assert answer.json() == json.loads(json.dumps(whole(group=group, mailboxes=True)))
    assert [answer["Content-Disposition"], answer["Cache-Control"]] == [
        'attachment; filename="tuesday-candlelight.json"', "no-store, private",
    ]  # fmt: skip
    for other in (a_member("Cleo"), None):
        client.logout() if other is None else client.force_login(other)
        assert client.get(address).status_code == 404
        assert address not in client.get("/groups/tuesday-candlelight/life/").content.decode()


def test_commands_write_a_group_down_and_take_it_in_with_somebody_to_keep_it(tmp_path):
    def written():
        a_full_group()
        said = StringIO()
        call_command("export_group", "tuesday-candlelight", stdout=said)
        return said.getvalue()

    (file := tmp_path / "group.json").write_text(elsewhere(written))
    dora = a_member("Dora")
    call_command("import_group", str(file), secretary="Dora", stdout=(said := StringIO()))
    assert said.getvalue() == "Tuesday Candlelight is at /groups/tuesday-candlelight/.\n"
    assert Alias.objects.get(member=dora).terms.get().role.title == "Secretary"
    for wrong, why in (
        ("{", "no JSON"),
        ("[]", "no file of a whole group"),
        ('{"a": NaN}', "no JSON"),
        ("[" * 99999, "no JSON"),
    ):
        file.write_text(wrong)
        with pytest.raises(CommandError, match=why):
            call_command("import_group", str(file))
    missing = str(tmp_path / "none")
    for words in (
        ["export_group", "nowhere"],
        ["import_group", missing],
        ["import_group", missing, "--secretary", "X"],
    ):
        with pytest.raises(CommandError):
            call_command(*words)
