"""The finder on another site: what it lists, whose clock and language it follows, and what to copy."""

import html

import pytest

from rotation.models import Body, BodyKind, Link
from tests.groups.cast import NOW, a_group, a_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EVERY_DAY = {"days": [0, 1, 2, 3, 4, 5, 6]}


def shown(client, path, **asked):
    answer = client.get(path, asked)
    assert answer.status_code == 200
    return [row.meeting.slug for row, _ in answer.context["rows"]], answer


def test_it_lists_what_feeds_list_of_everyone_or_below_a_body(client):
    known, new = a_group(known_at=NOW), a_group("New", slug="new")
    far = a_group("Far", slug="far", known_at=NOW)
    closed = a_group("Closed", slug="closed", known_at=NOW, closed_at=NOW)
    for group in (known, new, far, closed):
        a_meeting(group, group.body.slug, **EVERY_DAY)
    area = Body.objects.create(kind=BodyKind.AREA, name="Our area", slug="our-area", created_at=NOW)
    for group in (known, new):
        Link.objects.create(child=group.body, parent=area, offered_at=NOW, child_yes_at=NOW, parent_yes_at=NOW)
    assert sorted(shown(client, "/embed/meetings/")[0]) == ["far", "tuesday-candlelight"]
    assert shown(client, "/embed/bodies/our-area/")[0] == ["tuesday-candlelight"]
    assert shown(client, "/embed/bodies/far/")[0] == ["far"]
    assert shown(client, "/embed/meetings/", q="nobody")[0] == []
    assert client.get("/embed/bodies/nowhere/").status_code == 404


def test_it_follows_the_clock_and_language_that_were_chosen_and_opens_pages_apart(client):
    a_meeting(a_group(known_at=NOW, zone="Europe/Madrid"), **EVERY_DAY)
    frame = "/embed/bodies/tuesday-candlelight/"
    page = shown(client, frame)[1].content.decode()
    assert ["Europe/Madrid" in page, '<html lang="en">' in page] == [True, True]
    answer = shown(client, frame, lang="es", zone="America/New_York", q="candle")[1]
    page = answer.content.decode()
    assert ["America/New York" in page, '<html lang="es">' in page, answer["Content-Language"]] == [True, True, "es"]
    assert '<input type="hidden" name="lang" value="es">' in page
    assert 'href="/meetings/candlelight/" target="_blank" rel="noopener"' in page
    assert shown(client, frame, lang="xx", zone="../etc/passwd")[1].context["clock"] == "Europe/Madrid"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_frame_takes_a_fixed_number_of_queries(rows, client, django_assert_num_queries):
    group = a_group(known_at=NOW)
    for row in range(rows):
        a_meeting(group, f"m{row}", **EVERY_DAY)
    # Own kinds, the meetings where they are few, which of them are held, the first evening of each, and those.
    with django_assert_num_queries(5):
        assert len(shown(client, "/embed/meetings/")[0]) == rows
    with django_assert_num_queries(7):  # and the body, and what stands below it
        assert len(shown(client, "/embed/bodies/tuesday-candlelight/")[0]) == rows


def test_what_to_copy_names_the_frame_as_it_was_chosen(client):
    a_group()
    answer = client.get("/embed/", {"body": "tuesday-candlelight", "lang": "es", "zone": "Europe/Madrid"})
    address = "/embed/bodies/tuesday-candlelight/?lang=es&amp;zone=Europe%2FMadrid"
    assert f'src="http://testserver{address}"' in answer.context["lines"]
    page = answer.content.decode()
    assert [f'src="{address}"' in page, html.escape(answer.context["lines"]) in page] == [True, True]
    assert 'src="http://testserver/embed/meetings/"' in client.get("/embed/", {"lang": "xx"}).context["lines"]
    assert [client.get("/embed/", {"body": slug}).status_code for slug in ("nowhere", "\0")] == [404, 200]


def test_finder_leads_to_it(client):
    assert 'href="/embed/"' in client.get("/meetings/").content.decode()
