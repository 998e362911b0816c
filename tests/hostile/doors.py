"""The table of doors: every address that takes a form, who sends it rightly and what; and which slowness meets haste there."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import URLPattern, get_resolver, reverse

from circles.rules.acts import ACTS
from circles.rules.after import ACTS as AFTER_ACTS
from members.models import Member
from rotation.models import HandOver, Role, Term
from tests.groups.secretary import DECIDED, as_sent
from tests.hostile.world import PASSWORD, TOKEN, World

KEY = "key-of-this-act"
ANYONE = "anyone may knock here, and it asks for what only the right one knows"
ONES_OWN = "whoever is signed in acts on their own things only"
NOT_SIGNED = "it asks for no sign-in and no place"
NO_END = "nothing here closes"
HARMLESS = "it changes nothing that is kept, so anybody's page may send it"
MEMBERS = 240  # forms a minute from one member, wherever they go


@dataclass(frozen=True)
class Door:
    """One row. A word in place of a fact says why the class does not apply."""

    who: str
    path: Callable[[World], str]
    typed: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    wrong: str = "Cleo"  # who may not, or why nobody is wrong here
    fast: int = MEMBERS  # so many forms a minute, and the next waits
    again: str = ""  # why the same form sent again may do something again
    foreign: str = ""  # why another site's page may send it
    expired: str = ""
    closed: str = NO_END
    scripted: bool = False
    whole: bool = False  # only a form that is whole counts towards `fast`

    def sends(self, world: World, client: Any, typed: dict[str, Any], **headers: str) -> Any:
        """The form, with its token, as a page or its script sends it."""
        more = headers | ({"HTTP_X_CIRCLE": "1"} if self.scripted else {})
        return client.post(self.path(world), {"csrfmiddlewaretoken": TOKEN} | typed, **more)


def named(route: str, **words: Any) -> Callable[[World], str]:
    return lambda world: reverse(route, kwargs=words)


def of_meeting(route: str, **more: Any) -> Callable[[World], str]:
    return named(route, slug="candlelight", **more)


def as_shown(route: str, who: str = "Ana", **changes: Any) -> Callable[[World], dict[str, Any]]:
    """What that page's form would send, with those changes."""

    def typed(world: World) -> dict[str, Any]:
        return as_sent(world.people[who].get(DOORS[route].path(world)), **changes)

    return typed


def just(**typed: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: typed


def _reset(world: World) -> str:
    member = Member.objects.get(name="Ana")
    key = f"{user_pk_to_url_str(member)}-{default_token_generator.make_token(member)}"
    return f"/forgotten/{key}/"


def a_term_of(name: str) -> str:
    return str(Term.objects.filter(alias__name=name).order_by("pk")[0].pk)


def in_days(days: int) -> str:
    return str(datetime.now(UTC).date() + timedelta(days=days))


def _serves(path: Callable[[World], str], typed: Callable[[World], dict[str, Any]], **more: Any) -> Door:
    return Door("Ana", path, typed, **more)


OPEN = {"wrong": ANYONE, "expired": NOT_SIGNED}
SAVES = {"again": "a second saving of the same is noticed by its version and shown beside"}
group = named("group_edit", slug="candlelight-group")
DOORS: dict[str, Door] = {
    "account_signup": Door("visitor", named("account_signup"), just(name="Dora", password=PASSWORD, device="shared"), fast=40, **OPEN),
    "account_login": Door("visitor", named("account_login"), just(login="Ana", password=PASSWORD, device="mine"), fast=60, **OPEN),
    "letter": Door("visitor", named("letter"), just(name="Ana"), fast=20, **OPEN),
    "letter_code": Door("visitor", named("letter_code"), just(code="AAAABBBB", device="shared"), fast=40, **OPEN),
    "passkey": Door("visitor", named("passkey"), just(credential="{}"), fast=40, **OPEN),
    "passkey_begin": Door("visitor", named("passkey_begin"), fast=40, **OPEN),
    "account_logout": Door("Ben", named("account_logout"), wrong=ONES_OWN),
    "account_reset_password": Door("visitor", named("account_reset_password"), just(email="ana@example.org"), fast=5, whole=True, **OPEN),
    "forgotten_code": Door("visitor", named("forgotten_code"), just(name="Ana", code="A" * 16, password=PASSWORD, device="mine"), fast=40, **OPEN),
    "account_reset_password_from_key": Door("visitor", _reset, just(password1="another lamp by it"), fast=20, **OPEN),
    "account_change_password": Door("Ben", named("account_change_password"), just(oldpassword=PASSWORD, password1="another lamp by it"), wrong=ONES_OWN),
    "account_email": Door("Ben", named("account_email"), just(email="ben@example.org", password=PASSWORD), wrong=ONES_OWN, fast=10, again="the same address is kept anew"),
    "codes": Door("Ben", named("codes"), just(password=PASSWORD), wrong=ONES_OWN, fast=10, again="ten new codes are what it asks for, with the password"),
    "devices": Door("Ben", named("devices"), just(others="1"), wrong=ONES_OWN),
    "passkeys": Door("Ben", named("passkeys"), just(remove="1", passkey="none"), wrong=ONES_OWN),
    "passkeys_begin": Door("Ben", named("passkeys_begin"), just(password=PASSWORD, word="Kitchen"), wrong=ONES_OWN, fast=10),
    "privacy": Door("Ben", named("privacy"), wrong=ONES_OWN),
    "erase": Door("Ben", named("erase"), just(password=PASSWORD), wrong=ONES_OWN, fast=10),
    "notes": Door("Ben", named("notes"), just(wish="", letters="none", quiet_from="21", quiet_until="8"), wrong=ONES_OWN, again="the same wish over the same wish"),
    "stop_letters": Door("visitor", named("stop_letters", word="nobodys"), fast=40, wrong=ANYONE, foreign="a mail program presses it by itself (RFC 8058); it can only stop letters", expired=NOT_SIGNED, again="what is stopped stays stopped"),
    "zone": Door("Ben", named("zone"), just(zone="Europe/Madrid"), wrong=ONES_OWN, expired="a visitor may choose too"),
    "set_language": Door("Ben", named("set_language"), just(language="es"), wrong=ANYONE, foreign=HARMLESS, expired=NOT_SIGNED),
    "leave": Door("Ben", named("leave"), wrong=ANYONE, foreign=HARMLESS, expired=NOT_SIGNED),
    "service_address": Door("Ben", named("service_address"), just(act="make"), wrong=ONES_OWN, fast=20),
    "group_belong": Door("Cleo", named("group_belong", slug="candlelight-group"), wrong="any member may say that they belong"),
    "group_leave": Door("Ben", named("group_leave", slug="candlelight-group"), wrong=ONES_OWN),
    "group_edit": _serves(group, as_shown("group_edit", about="Beans"), **SAVES),
    "certificates": _serves(named("certificates", slug="candlelight-group"), lambda world: {"name": "Ben", "valid_until": str(datetime.now(UTC).date() + timedelta(days=30))}, fast=20, again="the new one takes the place of the earlier, and the record says so"),
    "group_life": _serves(named("group_life", slug="candlelight-group"), just(act="close")),
    "conditions": _serves(named("conditions", slug="candlelight-group"), just(lines="We meet.", why="Assembly", version="0")),
    "company": _serves(named("company", slug="ember-group"), lambda world: {"act": "offer", "neighbour": str(world.meeting.group_id)}),
    "affirm": _serves(named("affirm", slug="candlelight-group"), just(affirmed=["0.0"])),
    "arrive": Door("visitor", named("arrive"), just(name="Lamp", zone="UTC", minutes="60", venue="online", kept_as="a" * 32), fast=10, **OPEN),
    "arrival": Door("visitor", lambda world: reverse("arrival", args=[world.arrival.address]), just(words="Beans", key="b" * 32), fast=30, wrong="whoever holds the address speaks for the group", expired=NOT_SIGNED),
    "arrival_change": Door("visitor", lambda world: reverse("arrival_change", args=[world.arrival.address]), just(name="Beans", zone="UTC", minutes="60", venue="online"), fast=10, wrong="whoever holds the address speaks for the group", expired=NOT_SIGNED, again="the same words over the same words"),
    "welcoming": _serves(lambda world: reverse("welcoming", args=["candlelight-group", world.arrival.pk]), just(words="Beans", key="c" * 32), fast=60),
    "kinds": _serves(named("kinds", slug="north"), just(code="PIE", name_en="with pie"), fast=40),
    "service": _serves(named("service", slug="candlelight-group"), lambda world: {"do": "away", "term": a_term_of("Ana"), "from_on": in_days(2), "back_on": in_days(9)}),
    "role": _serves(lambda world: reverse("role", args=["candlelight-group", Role.objects.first().pk]), as_shown("role", purpose="Beans", longest_months="36")),
    "role_new": _serves(named("role_new", slug="candlelight-group"), as_shown("role_new", title="Tea", seats="1", months="6", longest_months="12")),
    "told": _serves(named("told", slug="candlelight-group"), just(again="0")),
    "hand_over": _serves(lambda world: reverse("hand_over", args=["candlelight-group", HandOver.objects.first().pk]), just(kind="know", words="Beans")),
    "openings": Door("Ben", named("openings"), lambda world: {"could": Role.objects.first().pk}, wrong="any member may say that they could"),
    "links": _serves(named("links", slug="candlelight-group"), just(other="ember-group", way="up", kind="voice")),
    "question_new": _serves(named("question_new", slug="candlelight-group"), just(key="k" * 16, wording="Sundays?", secrecy="open", threshold="majority", base="cast")),
    "election_new": _serves(named("election_new", slug="candlelight-group"), just(key="k" * 16, title="Delegate", board="Ben", secrecy="open", smallest_tied="all", single_candidate="yes-no")),
    "question": Door("Ben", lambda world: reverse("question", args=[world.asked]), just(act="vote", choice="yes")),
    "election": _serves(lambda world: reverse("election", args=[world.election]), just(act="call")),
    "group_pictures": _serves(named("group_pictures", slug="candlelight-group"), lambda world: {"picture": world.picture}),
    "sources": _serves(named("sources", slug="candlelight-group"), just(name="Neighbours", address="https://example.org/meetings.json", every_days="7"), fast=20),
    "source": _serves(lambda world: reverse("source", args=["candlelight-group", world.source.pk]), just(look="1"), fast=20),
    "meeting_edit": _serves(of_meeting("meeting_edit"), as_shown("meeting_edit", name="Lamplight"), **SAVES),
    "meeting_suggest": Door("visitor", of_meeting("meeting_suggest"), as_shown("meeting_suggest", "visitor", words="Beans"), fast=10, **OPEN),
    "suggestions": _serves(named("suggestions", slug="candlelight-group"), lambda world: {"decline": str(world.suggested), "reason": "Beans"}),
    "meeting_wrong": Door("visitor", of_meeting("meeting_wrong"), as_shown("meeting_wrong", "visitor", wrong="way", words="Beans"), fast=10, **OPEN),
    "group_wrong": Door("visitor", named("group_wrong", slug="candlelight-group"), as_shown("group_wrong", "visitor", wrong="nobody"), fast=10, **OPEN),
    "concerns": _serves(named("concerns", slug="candlelight-group"), lambda world: {"act": "answer", "concern": str(world.concern), "words": "Beans"}),
    "held_changes": _serves(named("held_changes", slug="candlelight-group"), lambda world: {"yes": str(world.held)}),
    "suggestion_edit": _serves(lambda world: reverse("suggestion_edit", args=["candlelight-group", world.suggested]), as_shown("suggestion_edit", name="Lamplight")),
    "meeting_customs": _serves(of_meeting("meeting_customs"), as_shown("meeting_customs", share_seconds="240"), **SAVES),
    "meeting_script": _serves(of_meeting("meeting_script"), lambda world: DECIDED | {"later": "0", "version": world.meeting.version}),
    "meeting_part": _serves(of_meeting("meeting_part", at=0), as_shown("meeting_part", title="Beans"), **SAVES),
    "meeting_new_part": _serves(of_meeting("meeting_new_part", place=1), as_shown("meeting_new_part", kind="reading", title="Beans", text="Words"), **SAVES),
    "meeting_start_from": _serves(of_meeting("meeting_start_from", code="friends"), lambda world: DECIDED | {"customs": "1", "version": world.meeting.version}),
    "meeting_undo": _serves(of_meeting("meeting_undo"), lambda world: DECIDED | {"version": world.meeting.version}),
    "meeting_version": _serves(of_meeting("meeting_version", number=1), lambda world: DECIDED | {"version": world.meeting.version}),
    "circle_door": Door("visitor", of_meeting("circle_door"), just(name="Hazel", how="speak"), wrong="whoever comes is let in", fast=120, expired=NOT_SIGNED, closed="circle", again="another browser, another guest; the same one is seated once (tests/circles)"),
    "circle_weeks": Door("Ben", of_meeting("circle_weeks"), just(will="host", at="never"), fast=60),
    "circle_rehearse": _serves(of_meeting("circle_rehearse"), just(), fast=10),
    "circle_rehearsal": Door("visitor", lambda world: reverse("circle_rehearsal", args=[world.rehearsal]), just(name="Hazel"), wrong="whoever was given the address is let in", fast=40, expired=NOT_SIGNED, again="another browser, another guest"),
    "circle_stay": Door("Fern", lambda world: f"/circles/{world.ended.slug}/stay/", just(name="Fern"), fast=20, closed="circle", again="coming in once more is coming back to the same place"),
    "circle_go_home": Door("Fern", lambda world: f"/circles/{world.ended.slug}/go-home/", fast=0),
    "incident": Door("Fern", lambda world: f"/circles/{world.ended.slug}/incident/", just(part="evening", what="Shouting", done=""), fast=40, closed="circle"),
    "write_to_us": Door("visitor", of_meeting("write_to_us"), just(words="Someone follows me."), fast=10, **OPEN),
    "slip_check": Door("visitor", named("slip_check"), just(name="Ana", meeting="C", day="2026-11-23", minutes="60", signer="Ana", code="AB"), fast=40, **OPEN),
}  # fmt: skip


def _act(verb: str) -> Door:
    path = f"do/{verb}/"
    return Door(
        "Maple", lambda world: f"/circles/{world.circle.slug}/{path}", lambda world: {"key": KEY, "words": "Beans"},
        fast=90, closed="circle", scripted=True,
    )  # fmt: skip


def _after_act(verb: str) -> Door:
    return Door(
        "Reed", lambda world: f"/after/{world.after.slug}/do/{verb}/", lambda world: {"key": KEY, "words": "Beans"},
        fast=30, closed="circle", scripted=True,
    )  # fmt: skip


DOORS |= {f"circle_do {verb}": _act(verb) for verb in sorted(ACTS)}
DOORS |= {f"after_do {verb}": _after_act(verb) for verb in sorted(AFTER_ACTS)}


def routes(resolver: Any = None, before: str = "") -> Iterator[tuple[str, str]]:
    """(name, address) of every page and form of the house."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield str(entry.name), before + str(entry.pattern)
        else:
            yield from routes(entry, before + str(entry.pattern))


def a_key() -> str:
    return secrets.token_hex(8)
