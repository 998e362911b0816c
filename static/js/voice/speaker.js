// Where sound comes out: one AudioContext, made when first needed, resumed after sleep, kept awake while someone listens.

const GESTURE = 400; // ms after which a context that has not started is taken to want a tap
const HERE = new URL(".", import.meta.url);

export class Speaker {
  constructor({ onEnergy, onAsleep, onAwake }) {
    Object.assign(this, { onEnergy, onAsleep, onAwake });
    this.boosted = false;
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** A running context, or null when the browser wants a tap first. */
  async start() {
    this.context ??= new AudioContext({ sampleRate: 48000, latencyHint: "interactive" });
    this.ready ??= Promise.all(
      ["capture-worklet.js", "player-worklet.js"].map((name) => this.context.audioWorklet.addModule(new URL(name, HERE))),
    );
    const resumed = this.context.resume().catch(() => {});
    await Promise.race([resumed, new Promise((done) => setTimeout(done, GESTURE))]);
    if (this.context.state !== "running") return null;
    await this.ready;
    return this.context;
  }

  /** Plays what comes through `port` until `silence`. */
  play(port) {
    this.player = new AudioWorkletNode(this.context, "player", { numberOfInputs: 0, outputChannelCount: [1] });
    this.player.port.onmessage = ({ data }) => this.onEnergy(data.energy);
    this.player.port.postMessage({ worker: port }, [port]);
    this.boost(this.boosted);
    this.keepAwake();
  }

  silence() {
    this.player?.disconnect();
    this.player = null;
    this.element?.pause();
    this.onEnergy(0);
    this.lock?.release().catch(() => {});
    this.lock = null;
  }

  /** Louder and more even, for those who hear with difficulty. */
  boost(on) {
    this.boosted = on;
    if (!this.player) return;
    this.player.disconnect();
    if (!on) return void this.player.connect(this.wayOut());
    const even = new DynamicsCompressorNode(this.context, { threshold: -40, ratio: 6, attack: 0.005, release: 0.2 });
    this.player.connect(even).connect(new GainNode(this.context, { gain: 2.5 })).connect(this.wayOut());
  }

  /** A soft tone made here, so that whoever hears it knows the device itself is not the fault. */
  async tone(seconds = 0.7) {
    const now = this.context.currentTime;
    const tone = new OscillatorNode(this.context, { frequency: 440 });
    const loudness = new GainNode(this.context, { gain: 0 });
    loudness.gain.setTargetAtTime(0.2, now, 0.03);
    loudness.gain.setTargetAtTime(0, now + seconds - 0.15, 0.04);
    tone.connect(loudness).connect(this.wayOut());
    tone.start(now);
    tone.stop(now + seconds);
    await new Promise((done) => (tone.onended = done));
  }

  // Untested, for want of a device: iOS keeps playing with the screen locked only through an <audio> element, and routes sound
  // to the loudspeaker only when told what kind of session this is. Other browsers play directly, which is quicker.
  wayOut() {
    if (!navigator.audioSession) return this.context.destination;
    if (!this.element) {
      this.stream = this.context.createMediaStreamDestination();
      this.element = new Audio();
      this.element.srcObject = this.stream.stream;
    }
    this.element.play().catch(() => this.onAsleep());
    return this.stream;
  }

  /** "playback" for listeners, "play-and-record" while the microphone is open. Untested on iOS, unknown elsewhere. */
  session(type) {
    if (navigator.audioSession) navigator.audioSession.type = type;
  }

  async keepAwake() {
    try {
      this.lock ??= await navigator.wakeLock?.request("screen");
    } catch {
      this.lock = null; // a low battery may say no; listening goes on
    }
  }

  async look() {
    if (document.visibilityState !== "visible" || !this.player) return;
    this.lock = null; // the browser let it go when the page was hidden
    this.keepAwake();
    const slept = this.context.state !== "running";
    if (!(await this.start())) this.onAsleep();
    else if (slept) this.onAwake();
  }
}
