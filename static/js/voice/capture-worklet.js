// Takes the microphone in steps of 20 ms, on the sound thread: samples go to the worker, a level to the page ten times a second.

const SAMPLES = 960; // what 20 ms are on the wire: 48 kHz
const STEP = Math.round(sampleRate / 50); // what they are here
const STEPS_A_LEVEL = 5;

/** 0 for silence (-60 dBFS and less) up to 100 for the loudest there is. */
function levelOf(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.max(0, Math.min(100, 100 + (decibels * 100) / 60));
}

/** The same 20 ms at 48 kHz, for the device whose browser will not bring it to that rate itself. */
function stretched(step) {
  const samples = new Float32Array(SAMPLES);
  for (let i = 0; i < SAMPLES; i++) {
    const place = (i * (STEP - 1)) / (SAMPLES - 1);
    const whole = Math.min(Math.floor(place), STEP - 2);
    samples[i] = step[whole] + (place - whole) * (step[whole + 1] - step[whole]);
  }
  return samples;
}

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = new Float32Array(STEP);
    this.filled = 0;
    this.steps = 0;
    this.loudest = 0;
    this.port.onmessage = ({ data }) => (this.worker = data.worker);
  }

  process([[channel]]) {
    if (!channel) return true;
    for (let from = 0; from < channel.length; ) {
      const some = Math.min(channel.length - from, STEP - this.filled);
      this.step.set(channel.subarray(from, from + some), this.filled);
      this.filled += some;
      from += some;
      if (this.filled === STEP) this.hand();
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
    const samples = STEP === SAMPLES ? this.step : stretched(this.step);
    this.worker?.postMessage({ samples, level, at: this.steps }, [samples.buffer]);
    this.step = new Float32Array(STEP);
    this.filled = 0;
  }
}

registerProcessor("capture", Capture);
