// A room's voice for one page: listening, speaking in turn, and the two checks before. docs/protocol-voice.md says what the
// events mean. Words for people are the page's; nothing here shows text.

import { Aide } from "./aide.js";
import { Microphone } from "./microphone.js";
import { Speaker } from "./speaker.js";

const HEARD = 0.004; // energy (RMS) from which somebody is heard
const OFTEN = 250; // ms between two "heard"
const LONGEST_FINISH = 5000; // ms after which a turn ends even on a dead line
const ECHO_SECONDS = 2;

export class Voice extends EventTarget {
  #url;
  #listening = false;
  #speaking = false;
  #connected = false;
  #energy = 0;
  #heardAt = 0;
  #steadiness = "auto";
  #deviceId = "";
  #aide = new Aide((say, detail) => this.#take(say, detail));
  #microphone = new Microphone({
    onLevel: (level) => this.#tell("level", level),
    onGone: () => this.#refused("microphone-gone"),
  });
  #speaker = new Speaker({
    onEnergy: (energy) => this.#hear(energy),
    onAsleep: () => this.#tell("needs-gesture"),
    onAwake: () => this.#tell("line", "back"),
  });

  /** What this browser can do: { listen, speak, why }, why being "", "insecure", "no-codec" or "no-microphone". */
  static possible() {
    if (!window.isSecureContext) return { listen: false, speak: false, why: "insecure" };
    if (!window.AudioWorkletNode || !window.AudioDecoder) return { listen: false, speak: false, why: "no-codec" };
    if (!window.AudioEncoder) return { listen: true, speak: false, why: "no-codec" };
    if (!navigator.mediaDevices?.getUserMedia) return { listen: true, speak: false, why: "no-microphone" };
    return { listen: true, speak: true, why: "" };
  }

  constructor({ url }) {
    super();
    this.#url = String(new URL(url, location.href)).replace(/^http/, "ws");
    window.addEventListener("online", () => this.#aide.hint({ act: "hurry" }));
    document.addEventListener("visibilitychange", () => document.hidden || this.#aide.hint({ act: "wake" }));
    window.addEventListener("pagehide", () => this.close());
  }

  get listening() {
    return this.#listening;
  }

  get speaking() {
    return this.#speaking;
  }

  /** How loud what is coming out of this page is now (RMS, 0 to 1). */
  energy() {
    return this.#energy;
  }

  /** Lets the room be heard. False, and a "needs-gesture" event, when the browser wants a tap first. */
  async listen() {
    if (this.#listening) return true;
    if (!(await this.#start())) return false;
    this.#listening = true;
    this.#speaker.session(this.#microphone.isOpen ? "play-and-record" : "playback");
    this.#connect();
    this.#play();
    return true;
  }

  stopListening() {
    this.#listening = false;
    this.#aide.hint({ act: "silent" });
    this.#speaker.silence();
    if (!this.#microphone.isOpen) this.#restSession();
    this.#restIfIdle();
  }

  setSteadiness(choice) {
    this.#steadiness = choice;
    this.#aide.hint({ act: "steadiness", choice });
  }

  /** Louder and more even. */
  setBoost(on) {
    this.#speaker.shape({ boost: on });
  }

  /** "both" ears alike, or only the "left" or the "right". */
  setEar(ear) {
    this.#speaker.shape({ ear });
  }

  /** Whether this browser lets a page say where its sound comes out. */
  get canChooseOutput() {
    return this.#speaker.canChooseOutput;
  }

  /** Lets sound come out of the device of this id; "" is the usual one. Rejects when there is no such device any more. */
  setOutput(deviceId) {
    return this.#speaker.outTo(deviceId);
  }

  /** Which microphone opens from now on; one that is open is exchanged at once, mid-word if need be. */
  setMicrophone(deviceId) {
    const other = deviceId !== this.#deviceId;
    this.#deviceId = deviceId;
    if (other && this.#microphone.isOpen) this.openMicrophone().catch(() => this.#refused("microphone-gone"));
  }

  /** Opens the microphone and starts "level" events; nothing is sent. Rejects as getUserMedia does. */
  async openMicrophone() {
    if (!(await this.#start())) return false;
    this.#speaker.session("play-and-record");
    const way = new MessageChannel();
    this.#aide.ask({ act: "microphone", port: way.port1 }, [way.port1]);
    try {
      return await this.#microphone.open(this.#speaker.context, way.port2, this.#deviceId);
    } finally {
      if (!this.#microphone.isOpen) this.#restSession();
    }
  }

  /** Stops at once, mid-word if need be, and gives the device back. */
  closeMicrophone() {
    this.#speaking = false;
    this.#aide.hint({ act: "stop" });
    this.#microphone.close();
    this.#restSession();
    this.#restIfIdle();
  }

  /** Speaks in the turn of this number, from now until `finish`. */
  async speak(fence) {
    if (!this.#microphone.isOpen && !(await this.openMicrophone())) return false;
    this.#connect();
    this.#speaking = true;
    this.#aide.ask({ act: "speak", fence });
    return true;
  }

  /** Ends one's own turn: resolves when the last word has left, with the microphone released. Then tell the server. */
  async finish() {
    if (this.#speaking) await this.#aide.answer("finished", () => this.#aide.ask({ act: "finish" }), LONGEST_FINISH);
    this.closeMicrophone();
  }

  /** A tone made here, then two seconds of one's own voice back from the server. Gives the seconds that came back. */
  async canIHear() {
    if (this.#speaking || !(await this.#start())) return 0;
    await this.#speaker.tone();
    const wasOpen = this.#microphone.isOpen;
    if (!wasOpen && !(await this.openMicrophone())) return 0;
    if (!this.#connected) await this.#aide.answer("open", () => this.#connect(), 5000);
    if (!this.#listening) this.#play();
    const seconds = await this.#aide.answer("echoed", () => this.#aide.ask({ act: "echo", seconds: ECHO_SECONDS }), 8000);
    if (!wasOpen && !this.#speaking) this.closeMicrophone();
    await new Promise((done) => setTimeout(done, (seconds ?? 0) * 1000 + 500));
    if (!this.#listening) this.stopListening();
    return seconds ?? 0;
  }

  /** Leaves: microphone, sound and line are given back at once. */
  close() {
    this.#microphone.close();
    this.#speaker.silence();
    this.#aide.dismiss();
    this.#listening = this.#speaking = this.#connected = false;
    this.#restSession();
  }

  /** What kind of sound a phone is told this is while no microphone is open. */
  #restSession() {
    this.#speaker.session(this.#listening ? "playback" : "auto");
  }

  async #start() {
    if (await this.#speaker.start()) return true;
    this.#tell("needs-gesture");
    return false;
  }

  #play() {
    const way = new MessageChannel();
    this.#aide.ask({ act: "player", port: way.port1 }, [way.port1]);
    this.#speaker.play(way.port2);
    this.setSteadiness(this.#steadiness);
  }

  #connect() {
    const was = this.#connected;
    this.#connected = true;
    this.#aide.ask({ act: "connect", url: this.#url });
    return was;
  }

  #restIfIdle() {
    if (this.#listening || this.#speaking || this.#aide.isAwaited) return;
    this.#connected = false;
    this.#aide.hint({ act: "disconnect" });
  }

  #take(say, detail) {
    if (say === "line") this.#tell("line", detail);
    if (say === "refused") this.#refused(detail);
  }

  #refused(why) {
    if (!["too-fast", "malformed", "enough-echo"].includes(why)) this.closeMicrophone();
    this.#tell("refused", why);
  }

  #hear(energy) {
    this.#energy = energy;
    const now = performance.now();
    if (energy < HEARD || now - this.#heardAt < OFTEN) return;
    this.#heardAt = now;
    this.#tell("heard", energy);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
