// Where sound comes out: one AudioContext, made when first needed, resumed after sleep, kept awake while someone listens.

const GESTURE = 400; // ms after which a context that has not started is taken to want a tap
const HERE = new URL(".", import.meta.url);

export class Speaker {
  constructor({ onEnergy, onAsleep, onAwake }) {
    Object.assign(this, { onEnergy, onAsleep, onAwake });
    this.shaped = { boost: false, ear: "both" };
    this.device = "";
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** A running context, or null when the browser wants a tap first. */
  async start() {
    if (!this.context) {
      this.context = new AudioContext({ sampleRate: 48000, latencyHint: "interactive" });
      this.outTo(this.device).catch(() => {}); // one that has gone leaves the usual one
    }
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
    this.shape({});
    this.keepAwake();
  }

  silence() {
    for (const step of this.way ?? []) step.disconnect();
    this.player = this.way = null;
    this.element?.pause();
    this.onEnergy(0);
    this.lock?.release().catch(() => {});
    this.lock = null;
  }

  /** Changes how voices come out: `boost` evens them and makes them louder; `ear` is "both", "left" or "right". */
  shape(change) {
    Object.assign(this.shaped, change);
    if (!this.player) return;
    for (const step of this.way ?? []) step.disconnect();
    const { boost, ear } = this.shaped;
    const steps = [this.player];
    if (boost) {
      steps.push(new DynamicsCompressorNode(this.context, { threshold: -40, ratio: 6, attack: 0.005, release: 0.2 }));
      // Measured: a voice at -40 dBFS comes out at -24, one at -10 at -5 and never clipped.
      steps.push(new GainNode(this.context, { gain: 1.9 }));
    }
    if (ear !== "both") {
      // As one channel: of two alike the panner would give one ear the sum, twice as loud.
      const one = { channelCount: 1, channelCountMode: "explicit" };
      steps.push(new StereoPannerNode(this.context, { pan: ear === "left" ? -1 : 1, ...one }));
    }
    this.way = steps;
    steps.reduce((from, to) => from.connect(to)).connect(this.wayOut());
  }

  get canChooseOutput() {
    return "setSinkId" in (navigator.audioSession ? HTMLMediaElement : AudioContext).prototype;
  }

  /** Through the device of this id from now on; "" is the usual one. */
  async outTo(device) {
    this.device = device;
    await (this.element ?? this.context)?.setSinkId?.(device);
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
      this.outTo(this.device).catch(() => {});
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
