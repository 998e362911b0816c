// For tests and measurements: a microphone that says numbered words without a pause, and ears that know each word again. Both
// live on the sound thread; a page that is busy neither speaks nor hears less for it.

const WORD = 0.1; // s
const TONES = Array.from({ length: 12 }, (_, i) => 300 * 1.2 ** i); // further apart than a player hurries
const HOP = 480; // 10 ms
const WINDOW = 960;
const LONGEST = 75; // s that ears remember

class Ears extends (globalThis.AudioWorkletProcessor ?? Object) {
  constructor() {
    super();
    this.kept = new Float32Array(48000 * LONGEST);
    this.filled = 0;
    this.port.onmessage = () => this.port.postMessage({ began: this.began, kept: this.kept.slice(0, this.filled) });
  }

  process([[channel]]) {
    this.began ??= currentTime;
    if (this.filled + 128 > this.kept.length) return true;
    if (channel) this.kept.set(channel, this.filled);
    this.filled += 128;
    return true;
  }
}

if (globalThis.registerProcessor) registerProcessor("ears", Ears);
else {
  /** Seconds since 1970 at which this context was at 0: of many looks the one that was least late. */
  const zeroOf = async (context) => {
    let zero = Infinity;
    for (let look = 0; look < 40; look++) {
      zero = Math.min(zero, (performance.timeOrigin + performance.now()) / 1000 - context.currentTime);
      await new Promise((done) => setTimeout(done, 5));
    }
    return zero;
  };

  let before = 1;
  const chance = (most) => (before = (before * 48271) % 2147483647) % most;
  const spoken = [];
  for (let last = -1; spoken.length < LONGEST / WORD; spoken.push(last)) last = (last + 1 + chance(TONES.length - 1)) % TONES.length;

  /** From now on whoever asks for a microphone gets the words. */
  window.mouth = async () => {
    const context = new AudioContext({ sampleRate: 48000 });
    const sound = context.createBuffer(1, 48000 * LONGEST, 48000);
    const samples = sound.getChannelData(0);
    const long = WORD * 48000;
    spoken.forEach((tone, word) => {
      for (let i = 0; i < long; i++) {
        const edge = Math.min(1, i / 144, (long - i) / 144);
        samples[word * long + i] = 0.3 * edge * Math.sin((2 * Math.PI * TONES[tone] * i) / 48000);
      }
    });
    const source = new AudioBufferSourceNode(context, { buffer: sound });
    const to = context.createMediaStreamDestination();
    source.connect(to);
    navigator.mediaDevices.getUserMedia = async () => to.stream;
    const zero = await zeroOf(context);
    const at = context.currentTime + 0.1;
    source.start(at);
    return { began: zero + at, spoken, word: WORD };
  };

  const connect = AudioNode.prototype.connect;
  let out = null;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode || this instanceof MediaStreamAudioSourceNode) out = this;
    return connect.call(this, to, ...rest);
  };
  let ears, zero;
  /** From now on all that comes out of this page is remembered; in a page that only speaks, all that its microphone gives. */
  window.prickUp = async () => {
    await out.context.audioWorklet.addModule("/words.js");
    ears = new AudioWorkletNode(out.context, "ears", { numberOfOutputs: 0 });
    connect.call(out, ears);
    zero = await zeroOf(out.context);
  };

  /** The pitch of a window (Hz), by the moments at which it rises through nought: right for a voice played a little faster, too. */
  const pitch = (samples, from) => {
    let first, last;
    let times = -1;
    for (let i = from + 1; i < from + WINDOW; i++) {
      if (samples[i - 1] >= 0 || samples[i] < 0) continue;
      last = i - samples[i] / (samples[i] - samples[i - 1]);
      first ??= last;
      times++;
    }
    return (times * 48000) / (last - first);
  };
  // A player runs at 0.97 to 1.08 times the pace: the middle of that is taken off.
  const toneOf = (hertz) => Math.round(Math.log(hertz / 300) / Math.log(1.2) - 0.13);
  /** What was heard: for every 10 ms the number of a tone, or -1 for silence. */
  window.whatWasHeard = async () => {
    const { began, kept } = await new Promise((done) => {
      ears.port.onmessage = ({ data }) => done(data);
      ears.port.postMessage("give");
    });
    const hops = [];
    for (let from = 0; from + WINDOW < kept.length; from += HOP) {
      let sum = 0;
      for (let i = from; i < from + WINDOW; i++) sum += kept[i] * kept[i];
      hops.push(Math.sqrt(sum / WINDOW) < 0.02 ? -1 : (toneOf(pitch(kept, from)) || 0));
    }
    return { began: zero + began + WINDOW / 96000, hops };
  };
}
