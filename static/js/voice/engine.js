// Socket, codecs and the depth of buffers. It lives in a worker, so that a busy page cannot make anyone's voice stutter, and in
// the page itself where there is no such worker (aide.js).

import { Downlink } from "./downlink.js";
import { ECHO } from "./frames.js";
import { Line } from "./line.js";
import { Uplink } from "./uplink.js";

const RETRY_QUIETLY = new Set(["too-fast", "malformed"]); // refusals that do not end a turn
const TAIL = 200; // ms the microphone stays open after "I'm done": the last word is still on its way through the device
const CODECS = ["AudioDecoder", "AudioEncoder"];

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Engine {
  /** The codecs that are to be had here: a worker may have fewer than the page. */
  static codecs() {
    return CODECS.filter((name) => name in globalThis);
  }

  /** `tell(say, detail)` is called with whatever the page should know. */
  constructor(tell) {
    this.tell = tell;
    this.line = new Line({
      onFrame: (data) => this.downlink.take(data),
      onNote: (note) => this.#note(note),
      onState: (state) => this.#state(state),
      onOpen: () => {
        this.tell("open");
        this.uplink.claim();
      },
      onEnd: (why) => this.#end(why),
      isAwaiting: () => this.uplink.isAwaiting,
    });
    this.downlink = new Downlink();
    this.uplink = new Uplink(this.line, () => this.#end("no-codec"));
  }

  /** Does what a message of the page asks: { act, … }. */
  take(message) {
    return this.#acts[message.act](message);
  }

  /** Stops everything at once. */
  close() {
    this.uplink.stop();
    this.downlink.player = null;
    this.line.close();
  }

  #end(why) {
    this.uplink.stop();
    this.tell("refused", why);
  }

  #state(state) {
    if (state === "lost") this.uplink.doubt();
    this.tell("line", state);
  }

  #note({ voice, why, here, at }) {
    if (voice === "came") {
      this.uplink.came(at);
    } else if (voice === "heard") {
      this.uplink.heard();
      this.line.tell("ok");
    } else if (voice === "refused" && why === "shut") {
      this.uplink.doubt();
      this.line.tell("lost");
    } else if (voice === "refused") {
      if (!RETRY_QUIETLY.has(why)) this.uplink.stop();
      this.tell("refused", why);
    } else if (voice === "microphone" && !here && this.uplink.mode) {
      this.#end("other-tab");
    }
  }

  #acts = {
    connect: ({ url }) => this.line.open(url),
    disconnect: () => this.line.close(),
    hurry: () => this.line.hurry(),
    wake: () => {
      this.line.look(); // a line may have died while the device slept, and nobody has noticed yet
      this.line.hurry();
    },
    player: ({ port }) => this.downlink.connect(port),
    silent: () => (this.downlink.player = null),
    microphone: ({ port }) => (port.onmessage = ({ data }) => this.uplink.take(data)),
    steadiness: ({ choice }) => this.downlink.choose(choice),
    speak: ({ fence }) => this.uplink.speak(fence),
    stop: () => this.uplink.stop(),
    finish: async () => {
      if (this.uplink.mode) await pause(TAIL);
      await this.uplink.finish();
      this.tell("finished");
    },
    echo: async ({ seconds }) => {
      if (this.uplink.mode) return this.tell("echoed", 0);
      this.downlink.held = [];
      this.uplink.echo();
      await pause(seconds * 1000);
      if (this.uplink.mode === ECHO) await this.uplink.finish();
      await pause(400);
      this.tell("echoed", this.downlink.playHeld());
    },
  };
}
