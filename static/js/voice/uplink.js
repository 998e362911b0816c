// From the microphone to the line, inside the worker: Opus, three packets a message, nothing unless a turn or an echo asks.

import { CLAIM, ECHO, PACKETS, RATE, VOICE, build } from "./frames.js";

const DOUBT = 500; // ms between tries until the server has said that these words are heard
const KEPT = 40; // messages (2.4 s) that wait for that; fewer than would get a socket closed if the turn was over
const LONGEST_FLUSH = 2000; // ms that a last word may take to leave

export class Uplink {
  constructor(line, onBroken) {
    this.line = line;
    this.onBroken = onBroken;
    this.mode = null; // VOICE, ECHO or nothing
    this.fence = 0;
    this.bundle = [];
    this.kept = []; // words said before the server has told that they are heard
  }

  /** Until the server tells that this turn is heard, one message is tried and the others wait: first words are not lost. */
  speak(fence) {
    this.begin(VOICE);
    this.fence = fence;
    this.claim();
  }

  /** The line was lost, or the server cannot say whose turn it is: words wait again. */
  doubt() {
    if (this.mode === VOICE) this.line.doubtful = true;
  }

  /** These words are heard: what waited follows. */
  heard() {
    this.line.doubtful = false;
    const kept = this.kept.filter((bytes) => bytes !== this.tried);
    this.kept = [];
    for (const bytes of kept) this.line.send(bytes);
  }

  echo() {
    this.begin(ECHO);
  }

  begin(mode) {
    this.mode = mode;
    this.bundle = [];
    this.kept = [];
    this.level = this.triedAt = 0;
    this.line.doubtful = mode === VOICE;
    this.clock = null;
    if (this.encoder?.state !== "configured") this.encoder = this.newEncoder();
  }

  newEncoder() {
    const encoder = new AudioEncoder({
      output: (chunk) => this.collect(chunk),
      error: (error) => this.onBroken(String(error)),
    });
    encoder.configure({
      codec: "opus",
      sampleRate: RATE,
      numberOfChannels: 1,
      bitrate: 24000,
      // No gaps in the stream (DTX): silence is sent too, so that a quiet speaker and a broken line sound different.
      opus: { application: "voip", frameDuration: 20000, complexity: 5, usedtx: false },
    });
    return encoder;
  }

  claim() {
    if (this.mode !== VOICE) return;
    this.line.send(build({ kind: CLAIM }));
    this.triedAt = 0;
    this.trySome();
  }

  /** One step of 20 ms from the capture worklet. */
  take({ samples, level, at }) {
    if (!this.mode || this.encoder?.state !== "configured") return;
    this.level = Math.max(this.level, level);
    // Steps are counted by the wall clock, so that a speaker who comes back in the same turn is ahead of the words before.
    this.clock ??= Math.floor(Date.now() / 20) - at;
    const data = new AudioData({
      format: "f32-planar",
      sampleRate: RATE,
      numberOfFrames: samples.length,
      numberOfChannels: 1,
      timestamp: (this.clock + at) * 20000,
      data: samples,
    });
    this.encoder.encode(data);
    data.close();
  }

  collect(chunk) {
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    this.bundle.push({ bytes, at: Math.round(chunk.timestamp / 20000) });
    if (this.bundle.length >= PACKETS) this.send();
  }

  send() {
    const bundle = this.bundle;
    this.bundle = [];
    if (!bundle.length || !this.mode) return;
    const packets = bundle.map((packet) => packet.bytes);
    const bytes = build({ kind: this.mode, level: this.level, fence: this.fence, at: bundle[0].at, packets });
    this.level = 0;
    if (!this.line.doubtful) return void this.line.send(bytes);
    this.kept.push(bytes);
    if (this.kept.length > KEPT) this.kept.shift();
    this.trySome();
  }

  trySome() {
    const now = performance.now();
    if (!this.kept.length || now - this.triedAt < DOUBT || !this.line.send(this.kept[0])) return;
    this.tried = this.kept[0];
    this.triedAt = now;
  }

  /** The last words: everything encoded so far is sent and has left the browser; then it stops. */
  async finish() {
    if (this.encoder?.state === "configured") await this.encoder.flush().catch(() => {});
    this.send();
    const until = performance.now() + LONGEST_FLUSH;
    while ((this.kept.length || this.line.waiting) && performance.now() < until) {
      this.trySome();
      await new Promise((done) => setTimeout(done, 20));
    }
    this.stop();
  }

  stop() {
    this.mode = null;
    this.bundle = [];
    this.kept = [];
    this.line.doubtful = false;
    if (this.encoder?.state === "configured") this.encoder.close();
    this.encoder = null;
  }
}
