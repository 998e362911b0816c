"""People in browsers: each a context of their own, a microphone that beeps, and ears that measure what is really played."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from groups.models import Meeting
from tests.circles.cast import CLOSING, SHARING, a_meeting

# Listens to whatever a page plays, behind everything the page itself does: decoded sound, not bytes.
EARS = """
(() => {
  const ears = [];
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    const played = to instanceof AudioDestinationNode || to instanceof MediaStreamAudioDestinationNode;
    if (played && !this.__ear) {
      this.__ear = new AnalyserNode(this.context, { fftSize: 2048 });
      connect.call(this, this.__ear);
      ears.push(this.__ear);
    }
    return connect.call(this, to, ...rest);
  };
  const disconnect = AudioNode.prototype.disconnect;
  AudioNode.prototype.disconnect = function (...from) {  // what is no longer played is no longer heard
    if (this.__ear) ears.splice(ears.indexOf(this.__ear), 1);
    this.__ear = null;
    return disconnect.call(this, ...from);
  };
  window.loudness = () => Math.max(0, ...ears.map((ear) => {
    const samples = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
  }));
})();
"""
LOUDEST = """async (seconds) => {
  let loudest = 0;
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    loudest = Math.max(loudest, window.loudness());
    await new Promise((done) => setTimeout(done, 20));
  }
  return loudest;
}"""
LISTEN_OUT = """([seconds, least]) => {
  window.listened = (async () => {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
      if (window.loudness() > least) return true;
      await new Promise((done) => setTimeout(done, 20));
    }
    return false;
  })();
}"""
LISTEN = """() => {
  window.heard = [];
  setInterval(() => window.heard.push([Date.now() / 1000, window.loudness()]), 20);
}"""
HEARD = 0.004  # RMS from which a person hears the machine's beep


def a_meeting_now(slug: str = "tonight", **facts: object) -> Meeting:
    """A meeting that began ten minutes ago, whose circle opens right into sharing."""
    began = timezone.now() - timedelta(minutes=10)
    script = {"script": [SHARING, CLOSING]}
    return a_meeting(
        slug, **(script | {"time": began.time().replace(microsecond=0), "zone": "UTC", "days": [*range(7)]} | facts)
    )


def comes_in(
    browser: Browser, url: str, meeting: Meeting, name: str, *, speak: bool = False, **context: object
) -> tuple[BrowserContext, Page]:
    """A person of that name, through the door and to a place."""
    own = browser.new_context(**context)
    page = own.new_page()
    page.add_init_script(EARS)
    page.goto(f"{url}/meetings/{meeting.slug}/door/")
    page.get_by_label("What shall we call you?").fill(name)
    if speak:
        page.get_by_label("I may speak").check()
    page.get_by_role("button", name="Come in and sit down").click()
    page.wait_for_url("**/circles/*/")
    return own, page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def hear(*pages: Page, seconds: float = 2.5) -> list[bool]:
    """Which of these pages play something to be heard meanwhile. The machine at the microphone beeps once a second."""
    for page in pages:
        page.evaluate(LISTEN_OUT, [seconds, HEARD])
    return [page.evaluate("window.listened") for page in pages]


def loudest(page: Page, seconds: float = 2.5) -> float:
    """The loudest moment of what that page plays meanwhile."""
    return page.evaluate(LOUDEST, seconds)


def takes_the_piece(page: Page) -> None:
    press(page, "I would like to share")
    press(page, "Begin")
    page.get_by_text("Everyone hears you", exact=True).wait_for()


def writes_down_what_it_plays(page: Page) -> None:
    """From now on, for `played_after`."""
    page.evaluate(LISTEN)


def played_after(page: Page, moment: float) -> list[float]:
    """The seconds after `moment` (epoch seconds) at which that page played something to be heard."""
    heard = page.evaluate("window.heard")
    return [round(at - moment, 2) for at, loud in heard if at > moment and loud > HEARD]
