"""Letters are handed over once: claimed, sent, marked; and what became of those whose worker died is said."""

import threading
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections

from members.models import Letters, NoteLetter, Way
from members.rules import post
from members.rules.mail import keep_address
from members.rules.note_wishes import wish
from tests.members.cast import a_member

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _an_address(settings):
    settings.PUBLIC_ADDRESS = "https://rooms.example"


def reached(name="Ana", letters=Letters.EACH, language="en"):
    member = a_member(name)
    keep_address(member=member, address=f"{name.lower()}@letters.example")
    wish(member=member, letters=letters, quiet_from=21, quiet_until=8, language=language, now=NOW)
    return member


def a_letter(member, matter="term/1", **more):
    return NoteLetter.objects.create(member=member, matter=matter, **{"go_at": NOW, "due_on": date(2026, 12, 1)} | more)


class Refusing(EmailBackend):
    says = SMTPDataError(451, b"later, please")

    def send_messages(self, messages):
        raise self.says


class Breaking(Refusing):
    says = SMTPServerDisconnected("gone")


@pytest.mark.django_db
def test_a_letter_says_nothing_but_that_there_is_a_note():
    member = reached()
    a_letter(member)
    assert post.hand_over(now=NOW).sent == 1
    assert post.hand_over(now=NOW).sent == 0
    (letter,) = mail.outbox
    assert [letter.subject, letter.to] == ["Rooms: a note for you", ["ana@letters.example"]]
    for word in ("Ana", "term", "Fellowship", "secretary"):
        assert word not in letter.subject + letter.body
    assert "https://rooms.example/you/notes/" in letter.body
    assert "Dec. 1, 2026" in letter.body
    assert letter.extra_headers["List-Unsubscribe"] == f"<https://rooms.example/letters/stop/{member.wishes.stop}/>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.content_subtype == "plain"


@pytest.mark.django_db
def test_one_a_day_brings_all_that_wait_in_one_and_in_the_members_language():
    member, other = reached("Ben", Letters.DAILY, "es"), reached("Ana")
    for matter in ("term/1", "term/2"):
        a_letter(member, matter)
        a_letter(other, matter)
    assert post.hand_over(now=NOW).sent == 4
    assert sorted(letter.to[0].partition("@")[0] for letter in mail.outbox) == ["ana", "ana", "ben"]
    (bens,) = [letter for letter in mail.outbox if letter.to == ["ben@letters.example"]]
    assert bens.subject == "Rooms: una nota para ti"
    assert "2 notas" in bens.body


@pytest.mark.django_db
def test_a_refused_letter_is_tried_again_later_and_given_up_in_the_end(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    letter, now = a_letter(reached()), NOW
    for tries in range(1, post.TRIES + 1):
        assert post.hand_over(now=now).refused == 1
        assert post.hand_over(now=now).refused == 0  # not before its time
        letter.refresh_from_db()
        assert letter.tries == tries
        now = letter.go_at + timedelta(seconds=1)
    assert letter.way == Way.REFUSED


@pytest.mark.django_db
def test_a_refused_letter_goes_when_the_server_takes_it(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    letter = a_letter(reached())
    post.hand_over(now=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert post.hand_over(now=NOW + timedelta(minutes=6)).sent == 1
    letter.refresh_from_db()
    assert letter.way == Way.SENT


@pytest.mark.django_db
def test_where_the_line_broke_it_is_perhaps_sent_and_never_again_by_itself(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Breaking"
    letter = a_letter(reached())
    assert post.hand_over(now=NOW).perhaps == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert post.hand_over(now=NOW + timedelta(days=1)).sent == 0
    letter.refresh_from_db()
    assert letter.way == Way.PERHAPS


@pytest.mark.django_db
def test_what_a_dead_worker_held_is_perhaps_sent():
    letter = a_letter(reached(), way=Way.GIVEN, claim="of one who died", claimed_at=NOW, tries=1)
    assert post.hand_over(now=NOW + timedelta(minutes=14)).perhaps == 0
    assert post.hand_over(now=NOW + timedelta(minutes=16)).perhaps == 1
    assert mail.outbox == []
    letter.refresh_from_db()
    assert letter.way == Way.PERHAPS


@pytest.mark.django_db
def test_letters_of_who_wants_none_by_now_or_has_no_address_are_dropped():
    ana, ben = reached("Ana"), reached("Ben")
    a_letter(ana), a_letter(ben)
    keep_address(member=ana, address="")
    ana.wishes.letters = Letters.NONE
    ana.wishes.save()
    ben.wishes.delete()
    assert post.hand_over(now=NOW).sent == 0
    assert mail.outbox == []
    assert not NoteLetter.objects.exists()


@pytest.mark.django_db
def test_a_letter_that_waited_for_days_is_not_sent_late():
    a_letter(reached(), go_at=NOW - post.TOO_LATE - timedelta(hours=1))
    post.hand_over(now=NOW)
    assert mail.outbox == []
    assert not NoteLetter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_letter_once():
    for number in range(30):
        a_letter(reached(f"Ana{number}"))
    begin, sent = threading.Barrier(4), []

    def work():
        begin.wait()
        try:
            sent.append(post.hand_over(now=NOW).sent)
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=work) for _ in range(4)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert sum(sent) == len(mail.outbox) == 30
    assert len({letter.to[0] for letter in mail.outbox}) == 30
