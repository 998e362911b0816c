// From the microphone to the line, inside the worker: Opus, three packets a message, nothing unless a turn or an echo asks.

import { CLAIM, ECHO, PACKETS, RATE, VOICE, build } from "./frames.js";

const DOUBT = 500; // ms between tries while the server cannot say whose turn it is
const LONGEST_FLUSH = 2000; // ms that a last word may take to leave

export class Uplink {
  constructor(line, onBroken) {
    this.line = line;
    this.onBroken = onBroken;
    this.mode = null; // VOICE, ECHO or nothing
    this.fence = 0;
    this.bundle = [];
  }

  speak(fence) {
    this.begin(VOICE);
    this.fence = fence;
    this.claim();
  }

  echo() {
    this.begin(ECHO);
  }

  begin(mode) {
    this.mode = mode;
    this.bundle = [];
    this.level = 0;
    this.line.doubtful = false;
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
    if (this.mode === VOICE) this.line.send(build({ kind: CLAIM }));
  }

  /** One step of 20 ms from the capture worklet. */
  take({ samples, level, at }) {
    if (!this.mode || this.encoder?.state !== "configured") return;
    this.level = Math.max(this.level, level);
    const data = new AudioData({
      format: "f32-planar",
      sampleRate: RATE,
      numberOfFrames: samples.length,
      numberOfChannels: 1,
      timestamp: at * 20000,
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
    const now = performance.now();
    if (this.line.doubtful && now - this.triedAt < DOUBT) return;
    this.triedAt = now;
    const packets = bundle.map((packet) => packet.bytes);
    this.line.send(build({ kind: this.mode, level: this.level, fence: this.fence, at: bundle[0].at, packets }));
    this.level = 0;
  }

  /** The last words: everything encoded so far is sent and has left the browser; then it stops. */
  async finish() {
    if (this.encoder?.state === "configured") await this.encoder.flush().catch(() => {});
    this.send();
    const until = performance.now() + LONGEST_FLUSH;
    while (this.line.waiting > 0 && performance.now() < until) await new Promise((done) => setTimeout(done, 20));
    this.stop();
  }

  stop() {
    this.mode = null;
    this.bundle = [];
    this.line.doubtful = false;
    if (this.encoder?.state === "configured") this.encoder.close();
    this.encoder = null;
  }
}
