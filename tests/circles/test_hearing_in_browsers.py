"""Hearing, and taking part without a voice, where only a browser can show it: circles.md 5, 8.5, 8.8 and 8.20; scenario 1."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.utils import timezone

from circles.models import Circle, HeldDuty, Seat, Turn
from circles.models.duty import Duty
from rooms.news import changed
from tests.circles.browsers import HEARD, a_meeting_now, comes_in, hear, loudest, press, takes_the_piece
from tests.pages.evening import elsewhere
from tests.rooms.voice_browser import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Before anything of the page runs: a device that vibrates, a phone's audio session, a loudspeaker that can be chosen, and a
# note (and, where it is wished, a softer voice) of every microphone asked for, every bell rung and every word said aloud.
SPIES = """
(() => {
  window.pulses = []; window.bells = []; window.asked = []; window.sinks = []; window.sessions = []; window.aloud = []
  navigator.vibrate = (pulse) => window.pulses.push(pulse)
  Object.defineProperty(navigator, "audioSession", { configurable: true, value: window.phone ? {
    set type(type) { window.sessions.push(type) } } : undefined })
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...at) { window.bells.push(this.frequency.value); return start.apply(this, at) }
  AudioContext.prototype.setSinkId = async (id) => { window.sinks.push(id) }
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (wishes) => {
    window.asked.push(wishes)
    const stream = await ask(wishes)
    if (!window.softly) return stream
    const out = new AudioContext(), to = out.createMediaStreamDestination()
    out.createMediaStreamSource(stream).connect(new GainNode(out, { gain: window.softly })).connect(to)
    return to.stream
  }
  addEventListener("DOMContentLoaded", () => {
    const region = document.getElementById("say")
    if (region) new MutationObserver(() => region.textContent && window.aloud.push(region.textContent)).observe(region, {
      childList: true, characterData: true, subtree: true })
  })
})()
"""


@pytest.fixture
def evening(chromium, server):
    """Seats people, each in a browser of their own that is watched, in one circle that the first of them opens."""
    meeting = a_meeting_now(signals="bells", share_seconds=180)
    with ExitStack() as stack:

        def sits(*names, phone=False):
            pages = []
            for name in names:
                own, page = comes_in(chromium, server.url, meeting, name)
                stack.callback(own.close)
                own.add_init_script(f"window.phone = {str(phone).lower()};{SPIES}")
                page.reload()
                page.get_by_text("You are connected.").first.wait_for()
                pages.append(page)
            press(pages[0], "Open the circle")
            return pages

        yield sits


def the_clock_shows(seconds, **facts):
    """The share that is on has taken so long by now."""
    facts |= {"running_since": timezone.now() - timedelta(seconds=seconds)}

    def turn_back():
        Turn.objects.filter(ended_at=None).update(**facts)
        circle = Circle.objects.get()
        Circle.objects.update(version=circle.version + 1)
        changed(circle.room)

    elsewhere(turn_back)


def reads_on_the_page(page, words):
    page.locator("#live").get_by_text(words).first.wait_for()


def test_captions_are_typed_read_by_all_and_read_out_to_who_wants_them(evening):
    """Captions as they are typed: Enter after Enter, none lost while the last is on its way, and spoken only by choice."""
    maple, willow, brook = evening("Maple", "Willow", "Brook")
    elsewhere(
        lambda: HeldDuty.objects.create(circle=Circle.objects.get(), duty=Duty.CAPTION, seat=Seat.objects.get(place=2))
    )
    takes_the_piece(maple)
    brook.get_by_text("What I am told, and how").click()
    brook.get_by_label("Captions, as they are typed").check()
    brook.evaluate("window.aloud = []")
    line = willow.get_by_label("Type along with whoever is speaking")
    line.press_sequentially("I came home late,")
    line.press("Enter")
    line.press_sequentially("and the light was on.")
    line.press("Enter")
    for page in (maple, willow, brook):
        reads_on_the_page(page, "I came home late,")
        reads_on_the_page(page, "and the light was on.")
    until(brook, "window.aloud.join(' ').includes('and the light was on.')")
    assert [line.input_value(), maple.evaluate("window.aloud").count("I came home late,")] == ["", 0]
    assert brook.evaluate("window.aloud.join(' ')").count("I came home late,") == 1
    press(maple, "I’m done")
    line.wait_for(state="hidden")
    reads_on_the_page(brook, "What Maple says, typed along by the captioner")


def test_whoever_writes_is_asked_for_no_microphone_and_told_no_untruth(evening):
    """circles.md 8.5, 8.8, 8.17: the whole of a share by text, with line breaks, a refusal and a lost line in between."""
    maple, willow = evening("Maple", "Willow")
    maple.get_by_text("How I take part").click()
    maple.get_by_label("In writing, without a microphone").check()
    words = maple.get_by_label("Your words, shown to everyone here")
    words.fill("I came home late,")
    assert maple.get_by_role("button", name="Show my words").is_hidden()  # written beforehand, and seen by nobody
    maple.reload()
    words.wait_for()  # the choice was kept; the draft was not, anywhere
    words.fill("I came home late,")
    press(maple, "I would like to share")
    press(maple, "Begin")
    until(maple, "window.aloud.some((each) => each.startsWith('The piece is yours. You can share in writing.'))")
    assert [maple.evaluate("window.asked"), maple.get_by_text("Everyone hears you", exact=True).is_visible()] == [
        [],
        False,
    ]
    door = maple.context.new_page()
    door.goto(f"{maple.url.split('/circles/')[0]}/meetings/tonight/door/")
    door.get_by_label("I may speak").check()
    assert [door.evaluate("window.asked"), door.locator("#microphone-check").is_visible()] == [[], False]
    door.close()
    maple.context.set_offline(True)
    words.press("End")
    words.press_sequentially("\nand the light was on.")
    words.press("Control+Enter")
    maple.locator("#refused").get_by_text("That did not arrive").wait_for(timeout=15_000)
    maple.context.set_offline(False)
    assert words.input_value() == "I came home late,\nand the light was on."
    maple.get_by_text("You are connected.").first.wait_for(timeout=15_000)
    words.press("Control+Enter")
    reads_on_the_page(willow, "and the light was on.")
    until(willow, "window.aloud.includes('Maple writes: I came home late,\\nand the light was on.')")
    until(maple, "document.getElementById('words').value === ''")
    press(willow, "Tap to listen")
    until(willow, "!document.querySelector('#announce [name=written]').checked")  # nothing is read out over voices
    assert [each for each in maple.evaluate("window.aloud") if "writes" in each] == []  # one knows what one wrote


@pytest.mark.alone
def test_voices_are_heard_through_the_boost_in_one_ear_from_a_chosen_device_and_so_the_next_time(evening):
    """circles.md 8.20: the path through the compressor carries the voice, louder; what was chosen is remembered here."""
    maple, willow = evening("Maple", "Willow")
    press(willow, "Tap to listen")
    willow.get_by_text("You are listening.").wait_for()
    maple.evaluate("window.softly = 0.05")
    takes_the_piece(maple)
    plain = loudest(willow)
    willow.get_by_text("Hearing well").click()
    willow.get_by_label("Louder and more even voices").check()
    boosted = loudest(willow)
    willow.get_by_label("Where should voices sound?").select_option("left")
    one_ear = loudest(willow)  # measured over both
    assert plain > HEARD
    assert boosted > 2 * plain
    assert HEARD < one_ear < 0.8 * boosted
    through = willow.get_by_label("Through what do you listen?")
    through.wait_for()  # this browser has leave to name its devices
    device = through.locator("option").nth(1).get_attribute("value")
    through.select_option(device)
    until(willow, f"window.sinks.at(-1) === '{device}'")
    willow.reload()
    press(willow, "Tap to listen")
    willow.get_by_text("You are listening.").wait_for()
    willow.get_by_text("Hearing well").click()
    assert [willow.get_by_label("Louder and more even voices").is_checked(), willow.locator("#ear").input_value()] == [
        True,
        "left",
    ]
    until(willow, f"window.sinks.includes('{device}')")
    assert hear(willow) == [True]
    press(willow, "Stop listening")
    willow.wait_for_timeout(600)  # the beep just heard may ring out
    assert hear(willow, seconds=1.5) == [False]


def test_signals_are_heard_and_felt_by_the_speaker_alone_and_only_by_choice(evening):
    """Scenario 1 (domain.md): the speaker is told of the time, and nobody else is interrupted."""
    maple, willow = evening("Maple", "Willow")
    for page in (maple, willow):
        page.get_by_text("What I am told, and how").click()
    willow.get_by_label("a soft bell, heard by me alone").check()
    takes_the_piece(maple)
    for page in (maple, willow):
        page.evaluate("window.bells = []; window.pulses = []; window.aloud = []")
    the_clock_shows(164)
    until(maple, "!document.querySelector('[data-clock-soft]').hidden")
    until(maple, "window.aloud.includes('Nearly time')")
    assert [maple.evaluate("[window.bells, window.pulses]"), willow.evaluate("[window.bells, window.aloud]")] == [
        [[], []],  # not chosen: words and colour, and nothing more
        [[], []],
    ]
    maple.get_by_label("a soft bell, heard by me alone").check()
    maple.get_by_label("a vibration").check()
    maple.evaluate("window.bells = []; window.pulses = []")
    the_clock_shows(194)
    until(maple, "window.pulses.length === 1 && window.bells.length === 2")
    weak = maple.evaluate("[window.pulses[0].length, window.bells[0]]")
    the_clock_shows(256)
    until(maple, "window.pulses.length === 2 && window.bells.length === 8")
    strong = maple.evaluate("[window.pulses[1].length, window.bells[2]]")
    assert weak < strong  # each a little clearer
    assert willow.evaluate("[window.bells, window.pulses, window.aloud]") == [[], [], []]
    press(willow, "Tap to listen")
    willow.get_by_text("You are listening.").wait_for()
    the_clock_shows(257, time_said_at=timezone.now())  # the timekeeper's "time": the group's bell, for all who listen
    until(willow, "window.bells.length === 2")
    until(maple, "window.pulses.length === 3 && window.pulses[2].length === 1")


def test_a_phone_is_told_what_kind_of_sound_this_is_and_saving_data_is_remembered(evening):
    """circles.md 8.20: playback for listeners, play-and-record after the grant, reset at the end of a turn and on leaving."""
    (maple,) = evening("Maple", phone=True)
    press(maple, "Tap to listen")
    takes_the_piece(maple)
    press(maple, "I’m done")
    until(maple, "window.sessions.at(-1) === 'playback' && window.sessions.includes('play-and-record')")
    kinds = maple.evaluate("window.sessions.filter((each, place, all) => each !== all[place - 1])")
    assert kinds == ["playback", "play-and-record", "playback"]
    maple.get_by_text("How I take part").click()
    maple.get_by_label("Save data").check()
    until(maple, "!document.querySelector('.ring').innerHTML.includes('<text')")
    maple.reload()
    until(
        maple, "document.body.hasAttribute('data-lean') && !document.querySelector('.ring').innerHTML.includes('<text')"
    )
    maple.get_by_text("How I take part").click()
    press(maple, "Forget them")
    until(maple, "document.querySelector('.ring').innerHTML.includes('<text')")
    assert maple.evaluate("localStorage.length") == 0
    press(maple, "Tap to listen")
    until(maple, "window.sessions.at(-1) === 'playback'")
    maple.evaluate("addEventListener('submit', (sent) => sent.preventDefault())")  # the page stays, to be asked
    maple.evaluate("document.querySelector('footer form[action$=\"/do/leave/\"]').requestSubmit()")
    until(maple, "window.sessions.at(-1) === 'auto'")
