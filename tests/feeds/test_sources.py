import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from feeds.forms.source import LARGEST
from feeds.models import GivenFile, Look, Source
from feeds.rules import imports, sources
from feeds.rules.fetching import Fetched, NotFetched
from groups.models import Meeting
from rotation.models import Record
from tests.groups.cast import NOW, a_group, a_member

pytestmark = pytest.mark.django_db

ROW = {"slug": "morning-light", "name": "Morning Light", "day": 1, "time": "07:00", "timezone": "Europe/Madrid"}
FACTS = {"name": "Neighbours", "address": "https://example.org/m.json", "zone": "", "known": True, "every_days": 7}
LATER = NOW + timedelta(days=8)


@pytest.fixture
def ana():
    return a_member("Ana")


@pytest.fixture
def group(ana):
    return a_group(secretary=ana)


@pytest.fixture
def source(group, ana):
    return sources.add(body=group.body, by=ana, facts=FACTS, now=NOW)


def there(*rows, etag="one"):
    """What an address elsewhere answers: the rows, or nothing new to whoever has them."""

    def fetching(_address, *, etag="", modified=""):
        return Fetched(None) if etag == here.etag else here

    here = Fetched(json.dumps(rows).encode(), etag)
    return fetching


def a_look(source, ana, *rows, save, now=NOW):
    if not source.looks.filter(ended_at=None).exists():
        sources.ask(source=source, by=ana, save=save, now=now)
    return sources.take_up(now=now, fetching=there(*rows))


def test_the_first_look_changes_nothing_and_says_what_would_be(source, ana):
    look = a_look(source, ana, ROW, {"slug": "x"}, save=False)
    assert (look.totals, look.rows[1]) == ({"new": 1, "refused": 1}, [1, "x", "refused", "name is missing"])
    assert Meeting.objects.count() == 0
    assert sources.take_up(now=NOW) is None


def test_saving_comes_after_a_look_and_its_groups_are_known(source, ana):
    Look.objects.all().delete()
    with pytest.raises(sources.LookFirst):
        sources.ask(source=source, by=ana, save=True, now=NOW)
    a_look(source, ana, ROW, save=False)
    a_look(source, ana, ROW, save=True)
    meeting = Meeting.objects.get(slug="morning-light")
    assert (meeting.source, meeting.group.known_at) == ("Neighbours", NOW)
    line = Record.objects.get(verb="listings-taken")
    assert line.facts == {"source": "Neighbours", "totals": {"new": 1}}


def test_it_is_looked_at_again_when_its_days_have_gone_by_and_only_if_it_was_saved(source, ana):
    a_look(source, ana, ROW, save=False)
    assert sources.ask_for_what_is_due(now=LATER) == 0
    a_look(source, ana, ROW, save=True)
    assert [sources.ask_for_what_is_due(now=NOW + timedelta(days=6)), sources.ask_for_what_is_due(now=LATER)] == [0, 1]
    assert sources.ask_for_what_is_due(now=LATER) == 0
    look = sources.take_up(now=LATER, fetching=there(ROW))
    assert (look.totals, look.trouble) == ({}, "")  # it is what we had
    assert Record.objects.filter(verb="listings-taken").count() == 1


def test_trouble_is_said_and_takes_nothing(source, ana):
    def gone(_address, **_known):
        raise NotFetched("The server there answered 404.")

    assert sources.take_up(now=NOW, fetching=gone).trouble == "The server there answered 404."
    sources.ask(source=source, by=ana, save=False, now=NOW)
    look = sources.take_up(now=NOW, fetching=lambda *_a, **_k: Fetched(b"<html>"))
    assert look.trouble.startswith("The file is not JSON")
    with pytest.raises(sources.LookFirst):
        sources.ask(source=source, by=ana, save=True, now=NOW)


def test_a_look_whose_worker_died_is_begun_again_and_one_under_way_is_left(source):
    Look.objects.update(begun_at=NOW)
    assert sources.take_up(now=NOW + timedelta(minutes=14), fetching=there(ROW)) is None
    assert sources.take_up(now=NOW + timedelta(minutes=16), fetching=there(ROW)).totals == {"new": 1}


def test_one_look_at_a_time(source, ana):
    with pytest.raises(sources.AlreadyAsked):
        sources.ask(source=source, by=ana, save=False, now=NOW)


def test_only_the_secretary_says_what_is_brought_in_and_a_name_is_one_lists(source, group, ana):
    ben = a_member("Ben")
    for act in (
        lambda: sources.add(body=group.body, by=ben, facts=FACTS, now=NOW),
        lambda: sources.ask(source=source, by=ben, save=False, now=NOW),
        lambda: sources.remove(source=source, by=ben, now=NOW),
    ):
        with pytest.raises(sources.NotTheSecretary):
            act()
    with pytest.raises(sources.NameIsTaken):
        sources.add(body=group.body, by=ana, facts=FACTS, now=NOW)


def test_a_list_removed_is_looked_at_no_more_and_what_came_stays(source, ana):
    a_look(source, ana, ROW, save=False)
    a_look(source, ana, ROW, save=True)
    sources.ask(source=source, by=ana, save=False, now=NOW)
    sources.remove(source=source, by=ana, now=NOW)
    assert sources.take_up(now=NOW) is None
    assert sources.ask_for_what_is_due(now=LATER) == 0
    assert Meeting.objects.filter(slug="morning-light").exists()


@pytest.mark.once
def test_on_sqlite_a_list_too_long_for_one_writer_is_not_begun(source, ana, monkeypatch):
    a_look(source, ana, ROW, save=False)
    monkeypatch.setattr(imports, "MOST_ON_SQLITE", 0)
    assert "at most 0 rows" in a_look(source, ana, ROW, save=True).trouble
    assert Meeting.objects.count() == 0


def test_the_page_shows_lists_and_looks_to_the_secretary_alone(client, source, ana):
    page = f"/bodies/{source.body.slug}/lists/"
    assert client.get(page).status_code == 404
    client.force_login(ana)
    assert "asked for" in client.get(page).content.decode()
    look = sources.take_up(now=NOW, fetching=there(ROW))
    shown = client.get(page).content.decode()
    assert "1 new, 0 changed" in shown
    assert "morning-light" in client.get(f"{page}looks/{look.pk}/").content.decode()
    answer = client.post(f"{page}{source.pk}/", {"save": "1"}, follow=True).content.decode()
    assert "Asked for." in answer
    assert "A look is under way." in client.post(f"{page}{source.pk}/", {"look": "1"}, follow=True).content.decode()
    client.post(f"{page}{source.pk}/", {"remove": "1"})
    assert Source.objects.get().removed_at is not None
    assert client.get(f"{page}looks/{look.pk}/").status_code == 200


def test_what_is_typed_wrongly_is_said_and_kept(client, group, ana):
    client.force_login(ana)
    page = f"/bodies/{group.body.slug}/lists/"
    typed = {"name": "Neighbours", "address": "file:///etc/passwd", "every_days": "7", "zone": ""}
    answer = client.post(page, typed)
    assert (answer.status_code, Source.objects.count()) == (400, 0)
    client.post(page, typed | {"address": "https://example.org/m.json"})
    assert (Source.objects.get().every_days, Look.objects.get().save_it) == (7, False)
    assert (
        "A list of that name is brought in already."
        in client.post(page, typed | {"address": "https://example.org/other.json"}).content.decode()
    )


def test_a_bmlt_server_gives_its_tree_and_the_page_says_how_far_it_is_and_what_was_not_said(client, source, ana):
    Source.objects.update(address="https://example.org/client_interface/json/?switcher=GetSearchResults")
    meeting = {"id_bigint": "7", "service_body_bigint": "3", "meeting_name": "Bay", "weekday_tinyint": "2",
               "start_time": "19:00:00", "time_zone": "UTC", "formats": "Zz", "contact_name_1": "Somebody"}  # fmt: skip
    bodies = [{"id": "3", "parent_id": "0", "name": "Bay Area", "type": "AS"}]
    formats = [{"key_string": "Zz", "name_string": "Zigzag", "description_string": "to and fro", "world_id": ""}]
    answers = {"GetSearchResults": [meeting], "GetServiceBodies": bodies, "GetFormats": formats}
    client.force_login(ana)

    def fetching(address, **_known):
        page = client.get(f"/bodies/{source.body.slug}/lists/").content.decode()
        assert "under way" in page
        return Fetched(json.dumps(answers[address.partition("switcher=")[2]]).encode())

    look = sources.take_up(now=NOW, fetching=fetching)
    assert (look.trouble, look.totals, look.read, look.of) == ("", {"new": 1}, 1, 1)
    assert [row[1:3] for row in look.rows] == [["3", "new"], ["7", "new"]]
    told = client.get(f"/bodies/{source.body.slug}/lists/looks/{look.pk}/").content.decode()
    assert "Never read, because it is about people: contact_name_1." in told
    Look.objects.filter(pk=look.pk).update(ended_at=None, read=500, of=1200)
    assert "500 of 1200 rows read" in client.get(f"/bodies/{source.body.slug}/lists/looks/{look.pk}/").content.decode()


@pytest.fixture
def from_file(group, ana):
    facts = FACTS | {"address": "", "every_days": 0}
    return sources.add(body=group.body, by=ana, facts=facts, content=json.dumps([ROW]).encode(), now=NOW)


def test_a_file_is_looked_at_first_then_taken_over_and_let_go(from_file, ana):
    with pytest.raises(sources.LookFirst):
        sources.ask(source=from_file, by=ana, save=True, now=NOW)
    assert sources.take_up(now=NOW).totals == {"new": 1}
    assert not Meeting.objects.exists()
    sources.ask(source=from_file, by=ana, save=True, now=NOW)
    sources.take_up(now=NOW)
    assert Meeting.objects.get().name == "Morning Light"
    assert not GivenFile.objects.exists()
    with pytest.raises(sources.NothingGiven):
        sources.ask(source=from_file, by=ana, save=True, now=NOW)


def test_a_newer_file_is_looked_at_anew_before_it_is_taken_over(from_file, ana):
    sources.take_up(now=NOW)
    newer, later = json.dumps([ROW | {"name": "Evening Light"}]).encode(), NOW + timedelta(minutes=5)
    sources.give_anew(source=from_file, by=ana, content=newer, now=later)
    with pytest.raises(sources.LookFirst):
        sources.ask(source=from_file, by=ana, save=True, now=later)
    sources.take_up(now=later)
    sources.ask(source=from_file, by=ana, save=True, now=later)
    sources.take_up(now=later)
    assert Meeting.objects.get().name == "Evening Light"


def test_what_is_wrong_with_a_file_is_said_and_it_stays_for_another_try(group, ana):
    broken = sources.add(body=group.body, by=ana, facts=FACTS | {"address": ""}, content=b"PK\x03\x04", now=NOW)
    assert "packed" in sources.take_up(now=NOW).trouble
    assert GivenFile.objects.filter(source=broken).exists()
    sources.remove(source=broken, by=ana, now=NOW)
    assert not GivenFile.objects.exists()


def test_a_file_comes_in_by_the_page_and_not_beside_an_address_or_too_large(client, group, ana):
    client.force_login(ana)
    page = f"/bodies/{group.body.slug}/lists/"
    facts = {"name": "A sheet", "every_days": "0"}

    def a_file(content=b"[]"):
        return SimpleUploadedFile("list.json", content)

    for wrong in ({}, {"file": a_file(), "address": FACTS["address"]}, {"file": a_file(b"x" * (LARGEST + 1))}):
        assert client.post(page, facts | wrong).status_code == 400
    assert client.post(page, facts | {"file": a_file(json.dumps([ROW]).encode())}).status_code == 302
    assert sources.take_up(now=timezone.now()).totals == {"new": 1}
    assert "A file, kept until it is taken over." in client.get(page).content.decode()
    (given,) = Source.objects.all()
    client.post(f"{page}{given.pk}/", {"anew": "1", "file": a_file(json.dumps([ROW, ROW | {"slug": "two"}]).encode())})
    assert sources.take_up(now=timezone.now()).totals == {"new": 2}
