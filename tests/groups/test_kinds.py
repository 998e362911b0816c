"""Kinds of meeting of a fellowship's own: named by a body's servant, carried by meetings, asked for in the finder."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from groups.models import Meeting, OwnKind
from groups.rules.kinds import KindIsRefused, keep_kind, kinds_in_words, offer_kind, own_choices
from groups.rules.refusals import NotTheSecretary
from rotation.models import Body, BodyKind, Duty, Record
from tests.groups.cast import FAR_OFF, LONG_AGO, NOW, a_group, a_meeting, a_member
from tests.groups.secretary import as_sent
from tests.rotation.cast import a_role, a_term

pytestmark = pytest.mark.django_db
KINDS = "/bodies/north/kinds/"


@pytest.fixture
def ana():
    return a_member("Ana")


@pytest.fixture
def north(ana):
    return a_body_served_by(ana, "north")


def a_body_served_by(member, slug):
    body = Body.objects.create(name=slug.title(), slug=slug, zone="UTC", created_at=NOW, kind=BodyKind.AREA)
    a_term(member, a_role(body, "Secretary", (Duty.SECRETARY,)), starts_on=LONG_AGO, ends_on=FAR_OFF)
    return body


def names(body, member, code="PIE", **said):
    return keep_kind(body=body, member=member, code=code, names=said or {"en": "with pie"}, now=NOW)


def test_kind_is_named_named_anew_and_put_away(ana, north):
    names(north, ana, " pie ", en="with pie", es="con tarta", xx="?")
    meeting = a_meeting(a_group(), types=["O", "PIE"])
    names(north, ana, en="with a pie", es="con tarta")
    assert offer_kind(body=north, member=ana, code="PIE", offered=False, now=NOW)
    assert not offer_kind(body=north, member=ana, code="PIE", offered=False, now=NOW)
    assert own_choices() == [("PIE", "with a pie", False)]
    with override("es"):
        assert kinds_in_words(["D", "PIE", "GONE"])[1:] == ["con tarta"]
    verbs = Record.objects.filter(body=north, verb__startswith="kind").values_list("verb", flat=True)
    assert list(verbs) == ["kind-added", "kind-renamed", "kind-put-away"]
    meeting.refresh_from_db()
    assert meeting.changed_at == NOW  # feeds say it otherwise now


@pytest.mark.parametrize(
    "code", ["", "D", "12X12", "ONLINE", "bv-i", "TOO-LONG-ONE", "A B", "É", "-A", "=A", "A\0", "<b>"]
)
def test_code_that_is_none_or_taken_is_refused(ana, north, code):
    with pytest.raises(KindIsRefused) as refused:
        names(north, ana, code)
    assert (refused.value.at, OwnKind.objects.count()) == ("code", 0)


@pytest.mark.parametrize("said", [{"en": " "}, {"fr": "aux pommes"}, {"en": "x" * 61}])
def test_kind_says_what_it_means(ana, north, said):
    with pytest.raises(KindIsRefused):
        names(north, ana, **said)


def test_code_belongs_to_the_body_that_named_it_and_no_group_names_any(ana, north):
    south, group = a_body_served_by(ana, "south"), a_group(secretary=ana)
    names(north, ana)
    with pytest.raises(KindIsRefused):
        names(south, ana)
    for body, member in ((group.body, ana), (north, a_member("Cleo")), (north, None)):
        with pytest.raises(NotTheSecretary):
            names(body, member, "CAKE")
        with pytest.raises(NotTheSecretary):
            offer_kind(body=body, member=member, code="PIE", offered=False, now=NOW)
    assert not offer_kind(body=south, member=ana, code="PIE", offered=False, now=NOW)


@pytest.mark.parametrize("code", ["O", "XT", ""])
def test_database_keeps_published_codes_free(north, code):
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnKind.objects.create(code=code, body=north, names={"en": "?"}, added_at=NOW)


# Pages


def test_secretary_names_kinds_and_outsiders_do_not_learn_of_the_page(client, ana, north):
    client.force_login(ana)
    assert KINDS in client.get("/bodies/north/").content.decode()
    assert client.post(KINDS, {"code": "D", "name_en": "x"}).status_code == 400
    client.post(KINDS, {"code": "pie", "name_en": "with pie", "name_es": "<b>con tarta"})
    assert "with pie" in client.get(KINDS).content.decode()
    client.post(KINDS, {"away": "PIE"})
    assert own_choices() == [("PIE", "with pie", False)]
    client.post(KINDS, {"back": "PIE"})
    assert own_choices() == [("PIE", "with pie", True)]
    client.force_login(a_member("Cleo"))
    assert [client.get(KINDS).status_code, client.post(KINDS, {"away": "PIE"}).status_code] == [404, 404]
    assert KINDS not in client.get("/bodies/north/").content.decode()


def test_meeting_carries_it_its_page_says_it_and_the_finder_asks_for_it(client, ana, north):
    names(north, ana)
    group = a_group(secretary=ana)
    a_meeting(group, types=["O"])
    a_meeting(group, "noon", name="Noon")
    client.force_login(ana)
    edit = "/meetings/candlelight/edit/"
    client.post(edit, as_sent(client.get(edit), types=["O", "PIE"]))
    assert Meeting.objects.get(slug="candlelight").types == ["O", "PIE"]
    assert "with pie" in client.get("/meetings/candlelight/").content.decode()
    found = client.get("/meetings/?kind=PIE").content.decode()
    assert ["Candlelight" in found, "Noon" in found, 'value="PIE" selected' in found] == [True, False, True]
    offer_kind(body=north, member=ana, code="PIE", offered=False, now=NOW)
    client.post(edit, as_sent(client.get(edit), name="Lamplight"))
    assert Meeting.objects.get(slug="candlelight").types == ["O", "PIE"]  # kept, and still to be taken out
    assert 'value="PIE"' in client.get(edit).content.decode()
    for page in ("/meetings/", "/meetings/noon/edit/"):
        assert 'value="PIE"' not in client.get(page).content.decode()
