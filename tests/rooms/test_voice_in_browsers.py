"""Voice in real browsers: a machine speaks into one page's microphone; what counts is the sound another gives."""

import pytest

from tests.rooms.voice_browser import until
from tests.rooms.voice_clients import a_client
from tests.rooms.voice_pages import pages
from tests.rooms.voice_server import a_house

pytestmark = [pytest.mark.browser, pytest.mark.alone]

HEARD = 0.004
LISTEN_OUT = """([seconds, least]) => {
  window.listened = (async () => {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
      if (voice.energy() > least) return true;
      await new Promise((done) => setTimeout(done, 50));
    }
    return false;
  })();
}"""


@pytest.fixture
def house():
    with a_house(pages=pages) as it:
        yield it


@pytest.fixture
def enter(chromium, house):
    """Opens a page of its own for each seat that enters."""
    contexts = []

    def come_in(seat: str):
        contexts.append(chromium.new_context())
        page = contexts[-1].new_page()
        page.goto(f"{house.page}?seat={seat}")
        until(page, "window.voice")
        return page

    yield come_in
    for context in contexts:
        context.close()


def hear(*pages, seconds: float = 2.5) -> list[bool]:
    """Which of these pages give a sound to be heard meanwhile. The machine beeps once a second."""
    for page in pages:
        page.evaluate(LISTEN_OUT, [seconds, HEARD])
    return [page.evaluate("window.listened") for page in pages]


def told(page, *names: str) -> list:
    return [what for what in page.evaluate("told.map(([name, detail]) => [name, detail ?? ''])") if what[0] in names]


def test_browser_can_listen_and_speak(enter):
    assert enter("ana").evaluate("Voice.possible()") == {"listen": True, "speak": True, "why": ""}


def test_everyone_hears_the_holder_and_nobody_else(house, enter):
    ana, ben, cleo = (enter(seat) for seat in ("ana", "ben", "cleo"))
    for page in (ana, ben, cleo):
        assert page.evaluate("voice.listen()") is True
    house.grant(7, "ana")
    ana.evaluate("voice.speak(7)")

    assert hear(ben, cleo, ana) == [True, True, False]
    assert ben.evaluate("told.heard") > HEARD
    ben.evaluate("voice.speak(7)")
    assert hear(ana) == [False]
    assert told(ben, "refused") == [["refused", "not-your-turn"]]
    assert [told(page, "policy", "error") for page in (ana, ben, cleo)] == [[], [], []]


def test_piece_passes_and_the_voices_swap(house, enter):
    ana, ben = enter("ana"), enter("ben")
    for page in (ana, ben):
        page.evaluate("voice.listen()")
    house.grant(7, "ana")
    ana.evaluate("voice.speak(7)")
    assert hear(ben) == [True]
    ana.evaluate("voice.finish()")
    house.grant(8, "ben")
    ben.evaluate("voice.speak(8)")
    assert hear(ana) == [True]
    assert told(ana, "refused") + told(ben, "refused") == []


def test_microphone_shows_a_level_and_is_really_released(enter):
    ana = enter("ana")
    ana.evaluate("""() => {
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wishes) => (window.stream = await ask(wishes));
    }""")
    ana.evaluate("voice.openMicrophone()")
    until(ana, "told.level > 20")
    assert ana.evaluate("stream.getTracks().map((track) => track.readyState)") == ["live"]
    ana.evaluate("voice.closeMicrophone()")
    assert ana.evaluate("stream.getTracks().map((track) => track.readyState)") == ["ended"]


def test_device_of_another_rate_is_brought_to_forty_eight_thousand(enter):
    steps = enter("ana").evaluate("""async () => {
        const context = new OfflineAudioContext(1, 44100, 44100);
        await context.audioWorklet.addModule("/static/js/voice/capture-worklet.js");
        const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
        const tone = new OscillatorNode(context, { frequency: 400 });
        tone.connect(capture);
        tone.start();
        const way = new MessageChannel();
        capture.port.postMessage({ worker: way.port2 }, [way.port2]);
        const steps = [];
        way.port1.onmessage = ({ data }) => steps.push(data);
        await new Promise((done) => setTimeout(done, 300));
        await context.startRendering();
        await new Promise((done) => setTimeout(done, 300));
        const crossings = ({ samples }) => samples.filter((sample, i) => i && sample >= 0 !== samples[i - 1] >= 0).length;
        return steps.map((step) => [step.at, step.samples.length, Math.round(step.level), crossings(step)]);
    }""")

    assert [step[:3] for step in steps] == [[at, 960, 95] for at in range(1, 51)]
    assert {step[3] for step in steps} <= {15, 16}


def test_finish_sends_every_word_up_to_the_last(house, enter):
    ana = enter("ana")
    house.grant(7, "ana")
    with a_client(house.url, "ben") as ben:
        ana.evaluate("voice.speak(7)")
        until(ana, "told.some(([name, detail]) => name === 'line' && detail === 'ok')")
        spoken = ana.evaluate("""async () => {
            const began = performance.now();
            await new Promise((done) => setTimeout(done, 1500));
            const spoken = performance.now() - began;
            await voice.finish();
            return spoken;
        }""")
        frames = ben.takes()

    steps = [frame.at + i for frame in frames for i in range(len(frame.packets))]
    assert steps == [*range(steps[0], steps[0] + len(steps))]
    assert len(steps) * 20 >= spoken
    assert len(frames[-1].packets) < 3 or len(steps) % 3 == 0
    assert ana.evaluate("voice.speaking") is False


PLAY = """async ({ wish, voices, seconds }) => {
  const context = new OfflineAudioContext(1, 48000 * seconds, 48000);
  await context.audioWorklet.addModule("/static/js/voice/player-worklet.js");
  const player = new AudioWorkletNode(context, "player", { numberOfInputs: 0, outputChannelCount: [1] });
  player.connect(context.destination);
  const way = new MessageChannel();
  player.port.postMessage({ worker: way.port2 }, [way.port2]);
  way.port1.postMessage({ wish });
  for (const [voice, turn, at, loud] of voices)
    way.port1.postMessage({ voice, turn, at, samples: new Float32Array(4800).fill(loud) });
  await new Promise((done) => setTimeout(done, 300));
  const out = [...(await context.startRendering()).getChannelData(0)];
  return { starts: out.findIndex((sample) => sample) / 48000, heard: out.filter((sample) => sample) };
}"""


def played(page, *voices: tuple, wish: float = 0.4, seconds: int = 2) -> dict:
    """What the player gives for tenths of a second of (voice, turn, at, loudness) that all arrive at once."""
    return page.evaluate(PLAY, {"wish": wish, "voices": voices, "seconds": seconds})


def test_player_plays_a_turn_to_its_end_before_the_next_begins(enter):
    heard = played(enter("ana"), (1, 7, 0, 0.5), (2, 8, 0, 0.25))["heard"]

    assert heard == [0.5] * 4800 + [0.25] * 4800


def test_player_lets_two_be_heard_at_once_when_one_steps_in(enter):
    assert played(enter("ana"), (1, 7, 0, 0.5), (2, 7, 0, 0.25))["heard"] == [0.75] * 4800


def test_player_waits_as_long_as_the_listener_chose_even_for_a_short_word(enter):
    starts = played(enter("ana"), (1, 7, 0, 0.5), wish=1.0)["starts"]

    assert starts == pytest.approx(1.0, abs=0.01)


def test_player_jumps_forward_after_a_long_sleep_and_plays_the_newest(enter):
    slept = [(1, 7, 4800 * step, 0.1 + step / 1000) for step in range(100)]
    heard = played(enter("ana"), *slept, wish=0.4, seconds=1)["heard"]

    assert heard[0] == pytest.approx(0.1 + 96 / 1000)


def test_auto_steadiness_is_as_deep_as_the_line_is_uneven(enter):
    depths = enter("ana").evaluate("""async () => {
        const { Steadiness } = await import("/static/js/voice/jitter.js");
        const after = (late) => {
            const steadiness = new Steadiness();
            for (let i = 0; i < 500; i++) steadiness.note(i * 0.06 + late(i), i * 0.06);
            return steadiness;
        };
        const [even, uneven] = [after(() => 0), after((i) => (i % 10 ? 0 : 0.4))];
        const stalled = (...at) => after((i) => Math.max(0, 0.6 - 0.06 * Math.min(...at.map((one) => (i < one ? 10 : i - one)))));
        const [once, twice] = [stalled(200).wish, stalled(200, 300).wish];
        return [even.wish, uneven.wish, uneven.choose("1"), uneven.choose("auto"), once, twice];
    }""")

    assert depths == pytest.approx([0.12, 0.46, 0.94, 0.46, 0.12, 0.66])


def test_can_i_hear_gives_back_ones_own_voice_and_nobody_elses(house, enter):
    ana, ben = enter("ana"), enter("ben")
    ben.evaluate("voice.listen()")
    ana.evaluate("void (window.asked = voice.canIHear())")

    assert hear(ana, ben, seconds=5) == [True, False]
    assert 1.5 <= ana.evaluate("asked") <= 2.5
    assert ben.evaluate("told.heard ?? 0") == 0


def test_lost_line_comes_back_by_itself_and_goes_on(house, enter):
    ana, ben = enter("ana"), enter("ben")
    ben.evaluate("voice.listen()")
    house.grant(7, "ana")
    ana.evaluate("voice.speak(7)")
    assert hear(ben) == [True]
    house.call(house.drop, "ana", "ben")
    for page in (ana, ben):
        until(page, "told.some(([name, detail]) => name === 'line' && detail === 'back')")
    assert told(ben, "line") == [["line", "ok"], ["line", "lost"], ["line", "back"]]
    assert hear(ben) == [True]


def test_words_said_while_the_line_was_lost_follow_when_it_is_back(house, enter):
    ana = enter("ana")
    house.grant(7, "ana")
    with a_client(house.url, "ben") as ben:
        ana.evaluate("voice.speak(7)")
        until(ana, "told.some(([name, detail]) => name === 'line' && detail === 'ok')")
        house.call(house.drop, "ana")
        until(ana, "told.some(([name, detail]) => name === 'line' && detail === 'back')")
        ana.evaluate("voice.finish()")
        frames = ben.takes()

    # What was on its way when the line was cut comes twice rather than not at all; a listener's player leaves out the second.
    steps = {frame.at + i for frame in frames for i in range(len(frame.packets))}
    assert max(steps) - min(steps) + 1 == len(steps)


def test_holder_goes_on_when_the_gate_was_shut_for_a_while(house, enter):
    ana, ben = enter("ana"), enter("ben")
    ben.evaluate("voice.listen()")
    house.grant(7, "ana", lasts=0.5)
    ana.evaluate("voice.speak(7)")
    until(ana, "told.some(([name, detail]) => name === 'line' && detail === 'lost')")
    house.grant(7, "ana")
    until(ana, "told.some(([name, detail]) => name === 'line' && detail === 'back')")
    assert hear(ben) == [True]
    assert told(ana, "refused") == []


def test_no_door_means_no_second_try(house, enter):
    ana = enter("ana")
    ana.evaluate("voice.listen()")
    until(ana, "told.length")
    house.call(house.voices.keep_only, "oak", set())
    until(ana, "told.some(([name]) => name === 'refused')")
    assert told(ana, "refused") == [["refused", "no-door"]]
