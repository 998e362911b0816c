"""The note to the servants: to host and door alone, answered by ready-made phrases (circles.md 1.3; scenarios 5 and 13)."""

import json
import re

import pytest
from django.template.loader import render_to_string

from circles.models import HeldDuty, Note
from circles.models.duty import Duty
from circles.models.note import About
from circles.rules import safety
from circles.rules.acts import ACTS, able
from circles.rules.duty_roll import roll
from circles.rules.notes import AGAIN, ANSWERS, NOTE_LENGTH, SHOWN_AT_MOST, notes_to_read, phrases_for
from circles.rules.refusals import (
    NobodyThere,
    NobodyWouldSee,
    NoteSent,
    NotesRest,
    NoteTooLong,
    NotNow,
    NotYours,
    WePause,
)
from circles.rules.seal import Person
from circles.scene import audience_of, line_text, my_line, picture
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    EVA,
    KEY,
    SHARING,
    WELCOME,
    a_circle,
    a_table,
    after,
    does,
    performs,
    seated,
)
from tests.circles.visiting import (
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    does_by_script,
    one_who_belongs,
    page,
    shown,
    text,
)
from tests.circles.visiting import does as presses
from tests.groups.cast import a_member


def hosted(people=(ANA, BEN, CLEO), **facts):
    """Ana hosts, sharing."""
    return does(a_table(people, segment=1, **facts), "ana", "take-host", after(0))


def at_the_door(table, seat):
    table.held[Duty.DOOR] = HeldDuty(circle=table.circle, duty=Duty.DOOR, seat_id=seat)
    return table


def shown_to(table, seat, now):
    """The notes as that place's own picture has them."""
    seen = picture_of(table, seat, now)
    return [(note.name, note.about, note.words, str(note.answer)) for note in seen["notes"]]


def picture_of(table, seat, now):
    return picture(table, key=KEY, now=now, audience=audience_of(table, seat, now))


def told(table, seat, now):
    """What that place is told, but for what it is told as a newcomer."""
    return " ".join(
        each for each in my_line(table, seat, now).get("told", "").split() if each not in ("at-ease", "sit")
    )


@pytest.mark.django_db
def test_scenario_5_note_is_seen_by_host_and_door_and_by_nobody_else():
    """Scenario 5 (domain.md), where "chat" is the note: during sharing it goes to the servants only."""
    table = at_the_door(hosted([ANA, BEN, CLEO, DEE, EVA]), "ben")
    does(table, "cleo", "note", after(5), about="safety", words="Someone writes to me.")
    note = ("Cleo", "safety", "Someone writes to me.", "")
    assert {seat: shown_to(table, seat, after(6)) for seat in table.seats} == {
        "ana": [note], "ben": [note], "cleo": [], "dee": [], "eva": []
    }  # fmt: skip
    assert "Someone writes" not in json.dumps([my_line(table, seat, after(6)) for seat in table.seats])


def test_scenario_5_no_act_answers_a_share():
    """Scenario 5 (domain.md): while somebody shares, no act takes words or goes towards the speaker, but to keep safe."""
    table = hosted([ANA, BEN, CLEO])
    does(does(table, "cleo", "hand", after(1)), "cleo", "begin", after(2))
    may = {seat: set(able(table, seat, after(3))) for seat in ("ana", "ben")}
    assert {verb for verbs in may.values() for verb in verbs if not isinstance(ACTS[verb], type(ACTS["hand"]))} <= {
        "note", "answer", "caption", *safety.ACTS
    }  # fmt: skip
    assert "words" not in may["ana"] | may["ben"]


@pytest.mark.django_db
def test_scenario_5_page_has_no_way_to_answer_a_share_and_no_route_takes_one():
    """Scenario 5 (domain.md)."""
    a_meeting_on_now(types=["O"])
    maple, circle = a_guest()
    willow, _same = a_guest("Willow")
    presses(maple, circle, "open")
    for verb in ("forward", "hand", "begin"):
        presses(maple, circle, verb)
    shown = willow.get(page(circle)).content.decode()
    fields = re.findall(r'<textarea[^>]*name="(\w+)"', shown)
    verbs = {
        re.search(r"/do/([\w-]+)/", form)[1]
        for form in re.findall(r"<form[^>]*>(?=.*?</form>)", shown, re.S)
        if "/do/" in form
    }
    assert set(fields) == {"words"}
    assert not verbs & {"reply", "chat", "message", "react"}
    for route in ("reply", "chat", "message", "react"):
        assert presses(willow, circle, route, words="I think you should…").status_code == 404


def test_scenario_13_notes_close_and_open_with_a_part_of_the_script_and_by_hand():
    """Scenario 13 (domain.md), where "chat" is the note: closed by the script's cue, and the poster can do it by hand."""
    reading = {"kind": "reading", "title": "For today", "text": "…", "notes": "close"}
    table = a_table(script=[WELCOME, reading, SHARING | {"notes": "open"}, CLOSING], segment=0)
    does(does(table, "ana", "take-host", after(0)), "ana", "forward", after(0))
    with pytest.raises(NotesRest):
        does(table, "cleo", "note", after(1), about="sound")
    assert ["note" in able(table, "cleo", after(1)), told(table, "cleo", after(1))] == [False, "note-rests"]
    with pytest.raises(NotYours):
        does(table, "cleo", "notes", after(2))
    does(table, "ana", "notes", after(2))
    does(table, "cleo", "note", after(3), about="sound")
    does(table, "ana", "notes", after(4))
    assert (table.circle.notes_open, list(table.notes)) == (False, ["cleo"])
    does(table, "ana", "forward", after(5))
    assert "note" in able(table, "ben", after(5))


@pytest.mark.parametrize("phrase", list(ANSWERS))
def test_answer_is_one_of_the_ready_phrases_and_told_to_the_asker_alone(phrase):
    table = hosted([ANA, BEN, CLEO, DEE])
    does(table, "cleo", "note", after(1), about="help")
    assert [told(table, seat, after(2)) for seat in ("ana", "cleo", "dee")] == ["has-host notes-wait", "note-sent", ""]
    does(table, "ana", "answer", after(3), answer=f"3 {phrase}")
    assert [told(table, seat, after(4)) for seat in ("ana", "cleo", "dee")] == ["has-host", f"note-{phrase}", ""]


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [("3 dear Cleo", NotNow), ("3", NotNow), ("", NobodyThere), ("9 seen", NobodyThere), ("2 seen", NobodyThere)],
)
def test_answer_in_words_of_ones_own_or_to_nobody_is_refused(answer, refusal):
    table = does(hosted(), "cleo", "note", after(1), about="help")
    with pytest.raises(refusal):
        does(table, "ana", "answer", after(3), answer=answer)
    assert table.notes["cleo"].answer == ""


def test_nobody_but_a_servant_answers():
    table = does(hosted([ANA, BEN, CLEO, DEE]), "cleo", "note", after(1), about="help")
    for seat in ("ben", "cleo", "dee"):
        with pytest.raises(NotYours):
            does(table, seat, "answer", after(3), answer="3 seen")


def test_without_host_and_door_nobody_would_see_it_and_the_page_says_so():
    table = a_table(segment=1)
    with pytest.raises(NobodyWouldSee):
        does(table, "cleo", "note", after(1), about="help", words="Hello?")
    assert told(table, "cleo", after(1)) == "note-nobody"
    assert {"pause", "ask-serve"} <= set(able(table, "cleo", after(1)))  # what the page offers instead
    does(at_the_door(table, "ben"), "cleo", "note", after(2), about="help")
    with pytest.raises(NobodyWouldSee):
        does(table, "ben", "note", after(3), about="help")  # the only one who would be shown it


@pytest.mark.django_db
def test_newcomers_question_is_answered_with_a_phrase_that_fits_it():
    """Someone new asks whether they may only listen; whoever serves presses "Yes, listening is fine." (domain.md 1.3)."""
    table = does(hosted(), "cleo", "note", after(1), about="question", words="May I only listen?")
    (note,) = picture_of(table, "ana", after(2))["notes"]
    assert (note.about, [name for name, _phrase in note.phrases]) == ("a question", ["listen", "yes", "not", "later"])
    does(table, "ana", "answer", after(3), answer=f"{note.place} listen")
    assert told(table, "cleo", after(4)) == "note-listen"
    table.meeting.after_meeting = False
    assert "later" not in [name for name, _phrase in phrases_for(table, "question")]


def test_every_ready_phrase_is_offered_for_some_kind_of_note():
    table = hosted(types=["POA"])
    offered = {name for about in About.values for name, _phrase in phrases_for(table, about)}
    assert offered == set(ANSWERS)


def test_with_nobody_serving_anyone_lets_the_room_be_asked_and_whoever_would_takes_it_from_there():
    table = a_table([ANA, BEN, CLEO, EVA], segment=1, now=after(-60))
    shown = lambda now: [line.asked for line in roll(table, now) if line.asked]  # noqa: E731
    does(table, "cleo", "ask-serve", after(61))
    said = {seat: told(table, seat, after(62)).split() for seat in table.seats}
    assert {seat: [each for each in words if each.startswith("serve")] for seat, words in said.items()} == {
        "ana": ["serve-wanted"], "ben": ["serve-wanted"], "cleo": ["serve-asked"], "eva": []
    }  # fmt: skip
    assert shown(after(62)) == ["Somebody here would like to reach whoever serves. Would someone take that on?"]
    with pytest.raises(NotNow):  # once for everybody, so that nobody can nag
        does(table, "eva", "ask-serve", after(63))
    assert "ask-serve" in able(table, "eva", after(61 + 180))  # it was asked, and nobody came
    does(table, "ben", "take-door", after(64))
    assert [shown(after(65)), "ask-serve" in able(table, "eva", after(65))] == [[], False]
    does(table, "cleo", "note", after(66), about="safety", words="Someone writes to me.")
    assert "notes-wait" in told(table, "ben", after(67))


def test_one_note_a_person_and_a_minute_between_two():
    table = does(hosted(), "cleo", "note", after(1), about="help", words="one")
    with pytest.raises(NoteSent):
        does(table, "cleo", "note", after(60), about="help", words="two")
    does(table, "ana", "answer", after(60), answer="3 seen")
    with pytest.raises(NoteSent):
        does(table, "cleo", "note", after(60), about="help", words="two")
    does(table, "cleo", "note", after(1) + AGAIN, about="sound", words="two")
    (note,) = table.notes.values()
    assert [(each.about, each.answer, words) for each, words in notes_to_read(table, KEY)] == [("sound", "", "two")]
    assert note.sealed.find(b"two") == -1


def test_note_has_room_for_280_characters_and_needs_none():
    table = hosted()
    with pytest.raises(NoteTooLong):
        does(table, "cleo", "note", after(1), about="help", words="x" * (NOTE_LENGTH + 1))
    does(table, "cleo", "note", after(2), about="help", words="x" * NOTE_LENGTH)
    does(table, "ben", "note", after(2), about="help")
    assert sorted(words for _note, words in notes_to_read(table, KEY)) == ["", "x" * 280]


@pytest.mark.parametrize("about", ["", "gossip", "slip"])
def test_note_is_about_one_of_the_given_things(about):
    """A slip is one of them only where the group gives slips."""
    table = hosted()
    with pytest.raises(NotNow):
        does(table, "cleo", "note", after(1), about=about)
    assert table.notes == {}
    table.meeting.types = ["POA"]
    does(table, "cleo", "note", after(1), about="slip")


def test_pause_rests_notes_like_every_other_word():
    """Scenario 14 (domain.md)."""
    table = does(hosted(), "ana", "pause", after(1))
    with pytest.raises(WePause):
        does(table, "cleo", "note", after(2), about="help")


@pytest.mark.django_db
def test_flood_of_notes_does_not_bury_the_page_and_those_that_wait_come_first():
    table = hosted([ANA, *(Person(f"Guest {n}") for n in range(30))])
    for n in range(30):
        does(table, f"guest {n}", "note", after(n), about="help", words=f"{n}")
    does(table, "ana", "answer", after(31), answer="31 seen")
    shown = [words for _name, _about, words, _answer in shown_to(table, "ana", after(32))]
    assert shown == [str(n) for n in range(28, 28 - SHOWN_AT_MOST, -1)]


def test_line_of_ones_own_stays_short():
    table = at_the_door(hosted(types=["POA"]), "ana")
    does(table, "ana", "take-time", after(1))
    does(table, "ben", "note", after(2), about="help")
    does(table, "cleo", "note", after(2), about="help")
    does(table, "ana", "answer", after(3), answer="3 sound")
    assert max(len(line_text(my_line(table, seat, after(4)))) for seat in table.seats) <= 400


def test_names_and_words_of_a_note_are_shown_as_text():
    table = hosted([ANA, BEN, Person("<b>Cleo")])
    does(table, "<b>cleo", "note", after(1), about="help", words="<script>alert(1)</script>\u202e")
    notes = [{"name": "<b>Cleo", "words": words, "about": note.about} for note, words in notes_to_read(table, KEY)]
    drawn = render_to_string("circles/_notes.html", {"notes": notes})
    assert ["<script" in drawn, "<b>" in drawn, "&lt;b&gt;Cleo" in drawn] == [False, False, True]


# In the database, and by its forms


@pytest.mark.django_db
def test_note_is_sealed_and_gone_at_closing():
    circle = a_circle()
    ana, cleo = seated(circle, "Ana", serves=True), seated(circle, "Cleo")
    for verb, at in (("take-host", 1), ("open", 2)):
        performs(ana, verb, after(at))
    performs(cleo, "note", after(3), words="I am not safe", fields={"about": ["safety"]})
    (note,) = Note.objects.all()
    assert (note.about, b"not safe" in bytes(note.sealed)) == ("safety", False)
    performs(ana, "answer", after(4), fields={"answer": [f"{cleo.place} seen"]})
    note.refresh_from_db()
    assert note.answer == "seen"
    performs(ana, "close", after(5))
    assert Note.objects.count() == 0


@pytest.mark.django_db
def test_note_and_answer_by_plain_forms():
    meeting = a_meeting_on_now()
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    cleo, _same = a_guest("Cleo")
    refused = presses(cleo, circle, "note", about="help", words="Hello?")
    assert refused.status_code == 409
    assert "so nobody would see it" in text(refused)
    assert "Hello?</textarea>" in refused.content.decode()  # what was typed is still there
    presses(ben, circle, "take-host")
    for _twice in range(2):
        assert presses(cleo, circle, "note", key="one-key-of-cleo", about="help", words="Hello?").status_code == 302
    frame = ben.get(page(circle, "ring/")).content.decode()  # without script the notes stand in the frame
    assert frame.count("Hello?") == 1
    (value,) = re.findall(r'form="answer-note" name="answer" value="(\d+ seen)"', frame)
    assert presses(ben, circle, "answer", answer=value).status_code == 302
    assert [Note.objects.get().answer, "Hello?" in text(cleo.get(page(circle)))] == ["seen", False]
    assert shown(cleo.get(page(circle)), "In answer to your note: Thank you; we see it.")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{}, {"about": "x" * 5000}, {"about": "help\0"}, {"answer": "\0"}])
def test_malformed_notes_change_nothing(typed):
    a_meeting_on_now()
    cleo, circle = a_guest("Cleo")
    for verb in ("note", "answer"):
        assert does_by_script(cleo, circle, verb, **typed).status_code == 409
    assert Note.objects.count() == 0
