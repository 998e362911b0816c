// From the line to the player, inside the worker: one decoder a voice, kept across a pass; frames of an old turn are dropped.

import { ECHO, RATE, parse } from "./frames.js";
import { Steadiness } from "./jitter.js";

const DECODERS = 4;

export class Downlink {
  constructor() {
    this.decoders = new Map(); // "voice turn" -> AudioDecoder, oldest first
    this.steadiness = new Steadiness();
    this.turn = 0;
    this.held = null; // one's own echo, until the recording is over
  }

  take(buffer) {
    const frame = parse(buffer);
    if (!frame) return null;
    if (frame.kind === ECHO) {
      this.held?.push(frame);
      return frame;
    }
    if (frame.fence < this.turn || !this.player) return null;
    this.turn = frame.fence;
    this.player.postMessage({ wish: this.steadiness.note(performance.now() / 1000, frame.at / 50) });
    this.play(frame, frame.voice, frame.fence);
    return frame;
  }

  choose(choice) {
    this.player?.postMessage({ wish: this.steadiness.choose(choice) });
  }

  connect(player) {
    this.player = player;
    this.player.postMessage({ wish: this.steadiness.wish });
  }

  /** Plays what came back of one's own voice; gives how many seconds of it there were. */
  playHeld() {
    const frames = this.held ?? [];
    this.held = null;
    for (const frame of frames) this.play(frame, -1, null);
    return frames.reduce((sum, frame) => sum + frame.packets.length, 0) / 50;
  }

  play(frame, voice, turn) {
    const decoder = this.decoderFor(voice, turn);
    frame.packets.forEach((data, i) => {
      const at = (frame.at + i) >>> 0;
      // Said twice, because the first was not known to have come: a decoder must not hear it again (steps wrap at 32 bits).
      if (decoder.next !== undefined && ((at - decoder.next) | 0) < 0) return;
      decoder.next = at + 1;
      decoder.decode(new EncodedAudioChunk({ type: "key", timestamp: (frame.at + i) * 20000, data }));
    });
  }

  decoderFor(voice, turn) {
    const key = `${voice} ${turn}`;
    const known = this.decoders.get(key);
    if (known?.state === "configured") return known;
    const decoder = new AudioDecoder({ output: (data) => this.hand(data, voice, turn), error: () => {} });
    decoder.configure({ codec: "opus", sampleRate: RATE, numberOfChannels: 1 });
    this.decoders.set(key, decoder);
    if (this.decoders.size > DECODERS) this.retire(this.decoders.keys().next().value);
    return decoder;
  }

  retire(key) {
    const decoder = this.decoders.get(key);
    this.decoders.delete(key);
    const close = () => decoder.state === "configured" && decoder.close();
    if (decoder.state === "configured") decoder.flush().then(close, close);
  }

  hand(data, voice, turn) {
    const samples = new Float32Array(data.numberOfFrames);
    data.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
    const at = Math.round((data.timestamp * RATE) / 1e6);
    data.close();
    this.player?.postMessage({ voice, turn, samples, at }, [samples.buffer]);
  }
}
