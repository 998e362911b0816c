"""Handing letters over, so that none goes twice: claimed by one conditional update, handed over, marked.

What died between handing over and marking may have sent its letter, or not: it is called "perhaps sent", shown as that, and
never sent again by itself. A server that says no is asked again later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from members.models import Letters, NoteLetter, Way

AT_ONCE = 500
DEAD_AFTER = timedelta(minutes=15)  # a worker that claimed a letter that long ago does not come back to it
TRIES = 6
FIRST_WAIT = timedelta(minutes=5)  # doubled with each try
TOO_LATE = timedelta(days=3)  # what could not go for so long is old: the note in the house says it better
REFUSED = (SMTPResponseException, SMTPRecipientsRefused)  # the server said so: it has not taken the letter


@dataclass
class Handed:
    """What came of one round."""

    sent: int = 0
    refused: int = 0
    perhaps: int = 0


def hand_over(*, now: datetime, most: int = AT_ONCE) -> Handed:
    """Send what is due, `most` letters at the most. May run in several places at once."""
    stale = NoteLetter.objects.filter(way=Way.GIVEN, claimed_at__lt=now - DEAD_AFTER)
    handed = Handed(perhaps=stale.update(way=Way.PERHAPS))
    waiting = NoteLetter.objects.filter(way=Way.WAITING)
    waiting.filter(Q(tries=0, go_at__lt=now - TOO_LATE) | Q(until__lte=now)).delete()
    claim = _claim(now, most)
    if claim is None:
        return handed
    mails, connection = _mails(claim), get_connection()
    if not _opened_anew(connection):
        _again([pk for mail in mails for pk in mail.letters], claim, now, handed)
        return handed
    for place, mail in enumerate(mails):
        if not _hand(mail, connection, claim, now, handed) and not _opened_anew(connection):
            _again([pk for later in mails[place + 1 :] for pk in later.letters], claim, now, handed)
            return handed
    connection.close()
    return handed


def _opened_anew(connection: BaseEmailBackend) -> bool:
    """Whether there is a line for the letters that were not begun: the first, or a new one after it broke."""
    try:
        connection.close()
        connection.open()
    except OSError:
        return False
    return True


def _claim(now: datetime, most: int) -> str | None:
    """A word by which this round's letters are held, or None where nothing is due."""
    due = NoteLetter.objects.filter(way=Way.WAITING, go_at__lte=now).order_by("go_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:most])
    if not ids:
        return None
    claim = uuid4().hex
    waiting = NoteLetter.objects.filter(pk__in=ids, way=Way.WAITING)  # asked again: another may have been quicker
    waiting.update(way=Way.GIVEN, claim=claim, claimed_at=now, tries=F("tries") + 1)
    return claim


@dataclass
class Mail:
    """One e-mail and the letters it stands for: one, or with a wish for one a day all that wait."""

    letters: list[int]
    message: EmailMessage


def _mails(claim: str) -> list[Mail]:
    held = NoteLetter.objects.filter(claim=claim, way=Way.GIVEN).select_related("member__wishes")
    letters = list(held.order_by("member_id", "due_on", "pk"))
    reached = EmailAddress.objects.filter(user__in={letter.member_id for letter in letters})
    addresses = dict(reached.values_list("user_id", "email"))
    needless = [letter.pk for letter in letters if not _is_wished(letter, addresses)]
    NoteLetter.objects.filter(pk__in=needless).delete()
    return [
        Mail([letter.pk for letter in together], written(together, to=addresses[together[0].member_id]))
        for together in _together([letter for letter in letters if _is_wished(letter, addresses)])
    ]


def _is_wished(letter: NoteLetter, addresses: dict[int, str]) -> bool:
    wishes = getattr(letter.member, "wishes", None)
    return wishes is not None and wishes.letters != Letters.NONE and letter.member_id in addresses


def _together(letters: list[NoteLetter]) -> Iterator[list[NoteLetter]]:
    for _member, own in groupby(letters, key=lambda letter: letter.member_id):
        one_by_one = list(own)
        if one_by_one[0].member.wishes.letters == Letters.DAILY:
            yield one_by_one
        else:
            yield from ([letter] for letter in one_by_one)


def written(letters: list[NoteLetter], *, to: str) -> EmailMessage:
    """The e-mail: that there is something to read, by when, and how to have no more of these. No name, no matter."""
    wishes = letters[0].member.wishes
    stop = settings.PUBLIC_ADDRESS + reverse("stop_letters", args=[wishes.stop])
    days = sorted({letter.due_on for letter in letters if letter.due_on})
    with override(wishes.language or settings.LANGUAGE_CODE):
        facts = {
            "count": len(letters),
            "days": [date_format(day) for day in days],
            "here": settings.PUBLIC_ADDRESS + reverse("notes"),
            "stop": stop,
            "quiet_name": settings.QUIET_NAME,
        }
        body = render_to_string("account/email/note_message.txt", facts)
        subject = render_to_string("account/email/note_subject.txt", facts).strip()
    one_click = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    more = one_click | {"Auto-Submitted": "auto-generated"}
    sender = f"{settings.QUIET_NAME} <{settings.DEFAULT_FROM_EMAIL}>"
    return EmailMessage(subject, body, from_email=sender, to=[to], headers=more)


def _hand(mail: Mail, connection: BaseEmailBackend, claim: str, now: datetime, handed: Handed) -> bool:
    """Whether the line held."""
    mail.message.connection = connection
    try:
        mail.message.send()
    except REFUSED:
        _again(mail.letters, claim, now, handed)
    except OSError:  # the line broke: it may have been taken
        _mark(mail.letters, claim, Way.PERHAPS)
        handed.perhaps += len(mail.letters)
        return False
    else:
        _mark(mail.letters, claim, Way.SENT)
        handed.sent += len(mail.letters)
    return True


def _again(letters: list[int], claim: str, now: datetime, handed: Handed) -> None:
    """Nothing was taken: later, or after many tries no more."""
    handed.refused += len(letters)
    held = NoteLetter.objects.filter(pk__in=letters, claim=claim, way=Way.GIVEN)
    held.filter(tries__gte=TRIES).update(way=Way.REFUSED)
    for tries in range(1, TRIES):
        again = held.filter(tries=tries)
        again.update(way=Way.WAITING, claim="", claimed_at=None, go_at=now + FIRST_WAIT * 2 ** (tries - 1))


def _mark(letters: list[int], claim: str, way: Way) -> None:
    NoteLetter.objects.filter(pk__in=letters, claim=claim).update(way=way)
