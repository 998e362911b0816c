// Plays voices on the sound thread. Each voice waits in a buffer of its own until it is steady; nothing is thrown away on a
// pass: the turn before is played to its end before the next begins. Being complete comes before being quick.

const LONGEST = 12; // s of one voice that can wait
const TOO_DEEP = 8; // s behind the wish at which listening jumps forward (a sleeping phone, a long tunnel)
const QUIET = 0.003; // a sound no louder is a pause, in which time can be made up for without anybody's noticing
const IDLE = 10; // s after which an empty buffer is dropped
const STEPS_A_REPORT = Math.round(sampleRate / 10 / 128);

class Buffer {
  constructor(turn) {
    this.turn = turn; // null: plays beside any turn (one's own echo)
    this.ring = new Float32Array(sampleRate * LONGEST);
    this.written = 0;
    this.read = 0;
    this.playing = false;
    this.since = 0;
    this.next = null;
  }

  get depth() {
    return this.written - this.read;
  }

  add(samples, at, now) {
    const gap = this.next === null ? 0 : at - this.next;
    if (gap < 0) return; // said twice, because the first was not known to have come through
    if (gap > 0 && gap < sampleRate) this.append(new Float32Array(gap), now);
    this.append(samples, now);
    this.next = at + samples.length;
  }

  append(samples, now) {
    if (this.depth < 1) this.since = now;
    for (const sample of samples) this.ring[this.written++ % this.ring.length] = sample;
    if (this.depth > this.ring.length) this.read = this.written - this.ring.length;
    this.last = now;
  }

  mixInto(out, wish, now, hurry) {
    if (!this.playing && this.depth >= 1) this.playing = hurry || now - this.since >= wish || this.depth / sampleRate >= wish;
    if (!this.playing) return;
    let ahead = this.depth / sampleRate - wish;
    if (ahead > TOO_DEEP) this.read = this.written - Math.round(wish * sampleRate);
    else if (this.depth < out.length && !hurry) return void (this.playing = false);
    ahead = this.depth / sampleRate - wish;
    const pace = hurry && ahead < EVEN ? 1 : this.paceFor(ahead, out.length, now);
    for (let i = 0; i < out.length && this.depth >= 1; i++) {
      const whole = Math.floor(this.read);
      const part = this.read - whole;
      const here = this.ring[whole % this.ring.length];
      out[i] += part ? here + part * (this.ring[(whole + 1) % this.ring.length] - here) : here;
      this.read += pace;
    }
    if (this.depth < 1) {
      this.read = this.written;
      this.playing = false;
    }
  }

  paceFor(ahead, length, now) {
    if (ahead < -4 * EVEN && now - this.last < FLOWING) return 0.97;
    if (ahead < EVEN) return 1;
    for (let i = 0, at = Math.floor(this.read); i < 2 * length && at + i < this.written; i++) {
      if (Math.abs(this.ring[(at + i) % this.ring.length]) > QUIET) return paceOf(ahead);
    }
    return 2;
  }
}

const EVEN = 0.03; // s from the wish that mean nothing: half a message
const FLOWING = 0.2; // s since something came within which a shallow buffer may be filled by playing a little slower

/** How fast time may run for a buffer that is so many seconds too deep. */
function paceOf(ahead) {
  if (ahead > 0.5) return 1.08;
  if (ahead > 0.25) return 1.05;
  return ahead > 0.12 ? 1.03 : 1.01;
}

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.voices = new Map();
    this.wish = 0.2;
    this.steps = 0;
    this.sum = 0;
    this.port.onmessage = ({ data }) => (data.worker.onmessage = (event) => this.take(event.data));
  }

  take({ wish, voice, turn, samples, at }) {
    if (wish !== undefined) return void (this.wish = wish);
    const key = `${voice} ${turn}`;
    if (!this.voices.has(key)) this.voices.set(key, new Buffer(turn));
    this.voices.get(key).add(samples, at, currentTime);
  }

  process(_, [[out]]) {
    let first = Infinity;
    let latest = -Infinity;
    for (const [key, buffer] of this.voices) {
      if (buffer.depth < 1 && currentTime - buffer.last > IDLE) this.voices.delete(key);
      else if (buffer.turn !== null) {
        if (buffer.depth >= 1) first = Math.min(first, buffer.turn);
        latest = Math.max(latest, buffer.turn);
      }
    }
    for (const buffer of this.voices.values()) {
      if (buffer.turn === null || buffer.turn === first) buffer.mixInto(out, this.wish, currentTime, this.isOver(buffer, latest));
    }
    this.report(out);
    return true;
  }

  isOver(buffer, latest) {
    const ended = buffer.turn !== null && buffer.turn < latest;
    return ended || currentTime - buffer.last > Math.max(this.wish, 0.3);
  }

  report(out) {
    for (const sample of out) this.sum += sample * sample;
    if (++this.steps % STEPS_A_REPORT) return;
    this.port.postMessage({ energy: Math.sqrt(this.sum / (STEPS_A_REPORT * out.length)) });
    this.sum = 0;
  }
}

registerProcessor("player", Player);
