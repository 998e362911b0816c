// From the microphone to the line: Opus, three packets a message, nothing unless a turn or an echo asks.

import { CLAIM, ECHO, PACKETS, RATE, VOICE, build } from "./frames.js";
import { Outbox } from "./outbox.js";

const DOUBT = 500; // ms between tries until the server has said that these words are heard
const LATE = 1500; // ms until words have come after which the line is called slow
const LONGEST_FLUSH = 4000; // ms that the last words may take to arrive

export class Uplink {
  constructor(line, onBroken) {
    this.line = line;
    this.onBroken = onBroken;
    this.mode = null; // VOICE, ECHO or nothing
    this.fence = 0;
    this.bundle = [];
    this.outbox = new Outbox();
  }

  /** Until the server tells that this turn is heard, one message is tried and the others wait: first words are not lost. */
  speak(fence) {
    this.begin(VOICE);
    this.fence = fence;
    this.claim();
  }

  /** The line was lost, or the server cannot say whose turn it is: words wait again, and what has not come leaves anew. */
  doubt() {
    if (this.mode !== VOICE) return;
    this.line.doubtful = true;
    this.outbox.again();
  }

  /** These words are heard: what waited follows. */
  heard() {
    if (this.line.doubtful) this.outbox.afresh(performance.now());
    this.line.doubtful = false;
    this.pump();
  }

  /** The server has all words up to the message of this step. */
  came(at) {
    this.outbox.came(at);
    this.pump();
  }

  /** Whether the server owes us a word about what was sent. */
  get isAwaiting() {
    return this.outbox.all.length > 0;
  }

  echo() {
    this.begin(ECHO);
  }

  begin(mode) {
    this.mode = mode;
    this.isEnding = false;
    this.bundle = [];
    this.outbox.empty();
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
    this.doubt();
    this.pump();
  }

  /** One step of 20 ms from the capture worklet. */
  take({ samples, level, at }) {
    if (!this.mode || this.isEnding || this.encoder?.state !== "configured") return;
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
    const at = bundle[0].at >>> 0;
    const bytes = build({ kind: this.mode, level: this.level, fence: this.fence, at, packets });
    this.level = 0;
    if (this.mode === ECHO) return void this.line.send(bytes);
    const now = performance.now();
    if (this.outbox.add(at, bytes, now) || this.outbox.age(now) > LATE) this.line.isSlow();
    this.pump();
  }

  /** Lets leave what may: all there is room for, or one message now and then while it is not known whether any passes. */
  pump() {
    if (!this.line.doubtful) {
      while (this.line.hasRoom) {
        const bytes = this.outbox.next();
        if (!bytes) return;
        this.line.send(bytes);
      }
      return;
    }
    const now = performance.now();
    if (!this.line.hasRoom || now - this.triedAt < DOUBT) return;
    const bytes = this.outbox.first();
    if (!bytes) return;
    this.line.send(bytes);
    this.triedAt = now;
  }

  /** The last words: nothing more is taken, everything taken so far is sent and has come to the server; then it stops. */
  async finish() {
    this.isEnding = true;
    if (this.encoder?.state === "configured") await this.encoder.flush().catch(() => {});
    this.send();
    const until = performance.now() + LONGEST_FLUSH;
    while (this.isAwaiting && this.mode === VOICE && performance.now() < until) {
      this.pump();
      await new Promise((done) => setTimeout(done, 20));
    }
    this.stop();
  }

  stop() {
    this.mode = null;
    this.bundle = [];
    this.outbox.empty();
    this.line.doubtful = false;
    if (this.encoder?.state === "configured") this.encoder.close();
    this.encoder = null;
  }
}
