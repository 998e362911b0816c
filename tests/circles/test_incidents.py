"""After a safety act: a note that names nobody, and a letter to whoever looks after safety (circles.md 8.23)."""

import smtplib
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.core import mail
from django.test import Client

from circles.access import place_in
from circles.models import CareTaken, Circle, Incident, Seat
from circles.rules.incidents import KEPT, WITHIN, file_note, forget_old, involved_in, mark
from circles.rules.refusals import NotNow
from circles.tasks import forget_incident_notes
from rotation.models import Duty
from tests.circles.visiting import (
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    cookies_of,
    does,
    one_who_belongs,
    page,
    seat_of,
    text,
)
from tests.groups.cast import a_member
from tests.rotation.cast import a_role, a_term

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTE = {"part": "evening", "what": "Somebody was shouted at.", "done": "We paused together."}
LETTER = {"words": "Someone follows me after the meetings.", "reach": "+34 600 000 000"}
OUTSIDE = "/meetings/candlelight/write-to-us/"


def an_evening_with_care():
    """(Ben, who hosted and set Cleo at the door; Cleo; Dee, who sat by; their closed circle)."""
    meeting = a_meeting_on_now()
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    (cleo, _), (dee, _) = a_guest("Cleo"), a_guest("Dee")
    for verb in ("take-host", "open"):
        does(ben, circle, verb)
    by, to = seat_of(ben, circle), seat_of(cleo, circle)
    CareTaken.objects.create(circle=circle, by=by, to=to, verb="doorstep", at=circle.starts_at)
    does(ben, circle, "close")
    return ben, cleo, dee, Circle.objects.get()


def offered(client, circle):
    return "Write an incident note" in text(client.get(page(circle)))


def test_point_23_those_involved_and_nobody_else_may_write_a_note_within_a_day():
    """circles.md 8.23."""
    ben, cleo, dee, circle = an_evening_with_care()
    assert Seat.objects.count() == 0
    assert [offered(each, circle) for each in (ben, cleo, dee)] == [True, True, False]
    assert [each.get(page(circle, "incident/")).status_code for each in (ben, cleo, dee, Client())] == [
        200,
        200,
        404,
        404,
    ]
    assert cleo.post(page(circle, "incident/"), NOTE).status_code == 302
    (kept,) = Incident.objects.values()
    today = datetime.now(UTC).date()
    assert kept | {"id": 0} == NOTE | {
        "id": 0, "meeting_id": circle.meeting_id, "day": circle.starts_at.date(), "kept_until": today + KEPT
    }  # fmt: skip
    assert cleo.post(page(circle, "incident/"), NOTE).status_code == 404  # one each
    assert ben.post(page(circle, "incident/"), NOTE).status_code == 302
    assert [Incident.objects.count(), Circle.objects.get().involved] == [2, []]


def test_proof_is_of_that_circle_and_that_day_and_joins_to_nothing():
    ben, cleo, _dee, circle = an_evening_with_care()
    place = place_in(cookies_of(cleo), circle.slug)
    assert [len(circle.involved), mark(place) in circle.involved] == [2, True]
    assert offered(cleo, circle)
    cleo.post(page(circle, "go-home/"))
    kept = {name for name, value in cookies_of(cleo).items() if value and circle.slug in name}
    assert kept == {f"incident-{circle.slug}"}  # the place's own cookie goes, the proof stays
    assert cleo.get(page(circle, "incident/")).status_code == 200
    Circle.objects.update(closed_at=datetime.now(UTC) - WITHIN)
    assert [each.get(page(circle, "incident/")).status_code for each in (ben, cleo)] == [404, 404]
    with pytest.raises(NotNow):
        file_note(slug=circle.slug, seat=place, part="night", what="late", done="", now=datetime.now(UTC))
    forget_old(now=datetime.now(UTC))
    assert Circle.objects.get().involved == []


@pytest.mark.parametrize("value", ["", "x", "x:y:z", "\0"])
def test_forged_proof_opens_nothing(value):
    _ben, _cleo, _dee, circle = an_evening_with_care()
    stranger = Client()
    stranger.cookies[f"incident-{circle.slug}"] = value
    answers = [getattr(stranger, way)(page(circle, "incident/"), NOTE).status_code for way in ("get", "post")]
    assert answers == [404, 404]


def test_no_safety_act_leaves_no_marks_and_offers_no_note():
    meeting = a_meeting_on_now()
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    for verb in ("take-host", "open", "close"):
        does(ben, circle, verb)
    assert [Circle.objects.get().involved, offered(ben, circle)] == [[], False]
    assert involved_in(circle) == []


@pytest.mark.parametrize(
    "wrong",
    [{"what": ""}, {"part": "19:32"}, {"what": "x" * 2001}, {"what": "a\0"}],
    ids=["empty", "hour", "long", "nul"],
)
def test_malformed_note_keeps_what_was_typed_and_the_right_to_send_it(wrong):
    _ben, cleo, _dee, circle = an_evening_with_care()
    answer = cleo.post(page(circle, "incident/"), NOTE | wrong)
    assert [answer.status_code, Incident.objects.count(), "We paused together." in answer.content.decode()] == [
        400,
        0,
        True,
    ]
    assert cleo.post(page(circle, "incident/"), NOTE).status_code == 302


def test_notes_are_read_by_secretary_host_and_door_by_term_and_go_after_a_year():
    _ben, cleo, _dee, circle = an_evening_with_care()
    cleo.post(page(circle, "incident/"), NOTE | {"what": "<b>Shouting</b>"})
    body = circle.meeting.group.body
    address = f"/groups/{body.slug}/incident-notes/"
    servants, seen = {}, {}
    for duty in (Duty.SECRETARY, Duty.HOST, Duty.DOOR, Duty.TIME, Duty.GREET):
        member, client = a_member(f"Of {duty}"), Client()
        a_term(member, a_role(body, title=str(duty), duties=(duty,)))
        client.force_login(member)
        servants[str(duty)] = client
        told = "Incident notes, for" in text(client.get(f"/groups/{body.slug}/"))
        seen[str(duty)] = client.get(address).status_code, told
    assert seen == {
        "secretary": (200, True),
        "host": (200, True),
        "door": (200, True),
        "time": (404, False),
        "greet": (404, False),
    }
    own = Client()
    own.force_login(one_who_belongs(a_member("Eva"), circle.meeting))
    assert [own.get(address).status_code, Client().get(address).status_code] == [404, 404]
    shown = servants["door"].get(address).content.decode()
    assert ["&lt;b&gt;Shouting" in shown, "<b>" in shown] == [True, False]
    Incident.objects.update(day=date(2025, 1, 1), kept_until=date.today() - timedelta(days=1))  # noqa: DTZ011
    assert "There is none." in text(servants["door"].get(address))
    assert Incident.objects.count() == 0


def test_clock_forgets_old_notes_too():
    _ben, cleo, _dee, circle = an_evening_with_care()
    cleo.post(page(circle, "incident/"), NOTE)
    Incident.objects.update(day=date(2025, 1, 1), kept_until=date(2026, 1, 1))
    forget_incident_notes()
    assert Incident.objects.count() == 0


def test_mark_of_a_place_tells_no_place():
    assert [mark("ab12"), len(mark("ab12")), "ab12" in mark("ab12")] == [mark("ab12"), 24, False]
    assert mark("ab12") != mark("ab13")


# A letter


def test_point_23_anyone_may_write_to_the_safety_contact_without_an_account(caplog):
    """circles.md 8.23."""
    a_meeting_on_now(safety_contact="safe@candlelight.example")
    stranger = Client()
    before = stranger.get(OUTSIDE)
    answer = stranger.post(OUTSIDE, LETTER)
    (letter,) = mail.outbox
    assert [answer.status_code, letter.to, letter.subject] == [
        200,
        ["safe@candlelight.example"],
        "Rooms: someone writes to you",
    ]
    assert [LETTER["words"] in letter.body, LETTER["reach"] in letter.body] == [True, True]
    assert not {"Reply-To", "Cc", "X-Originating-IP"} & set(letter.extra_headers)
    listed = stranger.get("/meetings/candlelight/").content.decode()
    assert OUTSIDE in listed
    shown = before.content.decode() + answer.content.decode() + listed
    assert ["safe@" in shown, LETTER["words"] in shown, "safe@" in caplog.text] == [False] * 3


def test_letter_without_a_way_back_says_so():
    a_meeting_on_now(safety_contact="safe@candlelight.example")
    Client().post(OUTSIDE, {"words": "I was followed & frightened.\nPlease look."})
    (letter,) = mail.outbox
    assert "I was followed & frightened.\nPlease look." in letter.body
    assert "They gave no way to reach them" in letter.body


def test_group_that_named_nobody_says_whom_to_turn_to_instead_and_sends_nothing():
    a_meeting_on_now()
    assert "nobody would read it" in text(Client().get(OUTSIDE))
    assert "nobody would read it" in text(Client().post(OUTSIDE, LETTER))
    assert mail.outbox == []


def test_unsent_letter_is_given_back(monkeypatch, caplog):
    a_meeting_on_now(safety_contact="safe@candlelight.example")

    def lost(*_given, **_named):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(DefaultAccountAdapter, "send_mail", lost)
    answer = Client().post(OUTSIDE, LETTER)
    assert [answer.status_code, LETTER["words"] in answer.content.decode()] == [503, True]
    assert [LETTER["words"] in caplog.text, "safe@" in caplog.text] == [False, False]


def test_house_that_sends_no_letters_prints_none_to_its_log(settings, capfd, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    a_meeting_on_now(safety_contact="safe@candlelight.example")
    answer = Client().post(OUTSIDE, LETTER)
    assert [answer.status_code, LETTER["words"] in answer.content.decode()] == [503, True]
    printed = "".join(capfd.readouterr()) + caplog.text
    assert [each in printed for each in (LETTER["words"], "safe@")] == [False, False]


@pytest.mark.parametrize(
    "typed",
    [{}, {"words": " "}, {"words": "x" * 4001}, {"words": "a\0"}, LETTER | {"reach": "x" * 201}],
    ids=["none", "blank", "long", "nul", "reach"],
)
def test_malformed_letter_is_not_sent(typed):
    a_meeting_on_now(safety_contact="safe@candlelight.example")
    assert Client().post(OUTSIDE, typed).status_code == 400
    assert mail.outbox == []


def test_letters_from_one_address_are_slowed_down():
    a_meeting_on_now(safety_contact="safe@candlelight.example")
    answers = [Client().post(OUTSIDE, LETTER).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_there_is_no_such_page_where_no_circle_is_held():
    a_meeting_on_now(claimed=False, safety_contact="safe@candlelight.example")
    assert Client().get(OUTSIDE).status_code == 404
