// The microphone: asked for when it is needed, measured before it is, and really released, not merely muted.

const WISHES = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Microphone {
  constructor({ onLevel, onGone }) {
    this.onLevel = onLevel;
    this.onGone = onGone;
  }

  get isOpen() {
    return Boolean(this.stream);
  }

  /**
   * Asks for the device of this id, or any when it has gone; samples go to the other end of `port`. Rejects as getUserMedia
   * does when there is none or no leave.
   */
  async open(context, port, deviceId) {
    this.close();
    const asked = (this.asked = Symbol("asked"));
    const audio = deviceId ? { ...WISHES, deviceId: { ideal: deviceId } } : WISHES;
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    if (this.asked !== asked) {
      // The turn ended while the browser was still asking: nobody is listening, so the device must not be.
      stream.getTracks().forEach((track) => track.stop());
      return false;
    }
    this.stream = stream;
    stream.getAudioTracks()[0].onended = () => {
      this.close();
      this.onGone();
    };
    this.source = await this.sourceIn(context, stream);
    if (this.stream !== stream) return false;
    this.capture = new AudioWorkletNode(this.source.context, "capture", { numberOfOutputs: 0 });
    this.capture.port.onmessage = ({ data }) => this.onLevel(data.level);
    this.capture.port.postMessage({ worker: port }, [port]);
    this.source.connect(this.capture);
    return true;
  }

  // Firefox joins a device to a context of its own rate only; then it gets a context for itself. Untested, for want of one.
  async sourceIn(context, stream) {
    try {
      return context.createMediaStreamSource(stream);
    } catch {
      this.own = new AudioContext();
      await this.own.audioWorklet.addModule(new URL("./capture-worklet.js", import.meta.url));
      return this.own.createMediaStreamSource(stream);
    }
  }

  close() {
    this.asked = null;
    if (!this.stream) return;
    for (const track of this.stream.getTracks()) {
      track.onended = null;
      track.stop();
    }
    this.source?.disconnect();
    if (this.capture) this.capture.port.onmessage = null;
    this.own?.close();
    this.stream = this.source = this.capture = this.own = null;
    this.onLevel(0);
  }
}
