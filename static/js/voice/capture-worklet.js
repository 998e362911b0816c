// Takes the microphone in steps of 20 ms, on the sound thread: samples go to the worker, a level to the page ten times a second.

const SAMPLES = 960;
const STEPS_A_LEVEL = 5;

/** 0 for silence (-60 dBFS and less) up to 100 for the loudest there is. */
function levelOf(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.max(0, Math.min(100, 100 + (decibels * 100) / 60));
}

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = new Float32Array(SAMPLES);
    this.filled = 0;
    this.steps = 0;
    this.loudest = 0;
    this.port.onmessage = ({ data }) => (this.worker = data.worker);
  }

  process([[channel]]) {
    if (!channel) return true;
    for (let from = 0; from < channel.length; ) {
      const some = Math.min(channel.length - from, SAMPLES - this.filled);
      this.step.set(channel.subarray(from, from + some), this.filled);
      this.filled += some;
      from += some;
      if (this.filled === SAMPLES) this.hand();
    }
    return true;
  }

  hand() {
    const level = levelOf(this.step);
    this.loudest = Math.max(this.loudest, level);
    if (++this.steps % STEPS_A_LEVEL === 0) {
      this.port.postMessage({ level: this.loudest });
      this.loudest = 0;
    }
    this.worker?.postMessage({ samples: this.step, level, at: this.steps }, [this.step.buffer]);
    this.step = new Float32Array(SAMPLES);
    this.filled = 0;
  }
}

registerProcessor("capture", Capture);
