// The socket that carries voice, inside the worker: comes back by itself, notices a dead line, never lets words pile up.

const SPREAD = 2000; // ms over which a whole room's reconnections are spread
const SILENT = 12000; // ms without a word or a beat from the server: the line is dead, whatever the browser thinks
const FULL = 8000; // bytes waiting to leave beyond which new words are dropped
const STEADY = 3000; // ms without a drop before the line counts as good again
const NO_SUCH_DOOR = 4004;
const TOO_MANY_WRONGS = 4008;

export class Line {
  constructor({ onFrame, onNote, onState, onOpen, onEnd }) {
    Object.assign(this, { onFrame, onNote, onState, onOpen, onEnd });
    this.wanted = false;
    this.state = null;
    this.doubtful = false; // the server cannot say just now whose turn it is
  }

  open(url) {
    this.url = url ?? this.url;
    if (this.wanted) return;
    this.wanted = true;
    this.connect();
    this.watch = setInterval(() => this.look(), 1000);
  }

  close() {
    this.wanted = false;
    this.state = null;
    clearInterval(this.watch);
    clearTimeout(this.retry);
    this.socket?.close();
    this.socket = null;
  }

  /** Sends if there is room; otherwise these words are lost and the page is told that the line is slow. */
  send(bytes) {
    if (!this.isOpen) return false;
    if (this.socket.bufferedAmount > FULL) {
      this.slowAt = performance.now();
      this.tell("slow");
      return false;
    }
    this.socket.send(bytes);
    return true;
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  get waiting() {
    return this.isOpen ? this.socket.bufferedAmount : 0;
  }

  /** A line that was lost and is again says "back" once; one that was slow says "ok". */
  tell(state) {
    if (state === "ok" && this.doubtful) return;
    if (state === "ok" && this.state === "lost") state = "back";
    if (state === this.state || (state === "ok" && this.state === "back")) return;
    this.state = state;
    this.onState(state);
  }

  /** Tries again at once: the network is known to have returned. */
  hurry() {
    if (this.wanted && !this.isOpen) this.connect();
  }

  connect() {
    clearTimeout(this.retry);
    this.drop();
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.heardAt = performance.now();
    socket.onopen = () => this.onOpen();
    socket.onmessage = ({ data }) => this.take(data);
    socket.onclose = ({ code }) => this.lost(code);
  }

  drop() {
    if (!this.socket) return;
    this.socket.onclose = this.socket.onmessage = this.socket.onopen = null;
    this.socket.close();
  }

  take(data) {
    this.heardAt = performance.now();
    if (this.state === null || this.state === "lost") this.tell("ok");
    if (typeof data === "string") this.onNote(JSON.parse(data));
    else this.onFrame(data);
  }

  lost(code) {
    if (!this.wanted) return;
    if (code === NO_SUCH_DOOR) {
      this.close();
      return this.onEnd("no-door");
    }
    this.tell("lost");
    const pause = code === TOO_MANY_WRONGS ? SPREAD : 0;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), pause + Math.random() * SPREAD);
  }

  look() {
    const now = performance.now();
    if (this.state === "slow" && now - this.slowAt > STEADY) this.tell("ok");
    if (now - this.heardAt > SILENT && this.socket?.readyState !== WebSocket.CLOSED) {
      this.drop();
      this.socket = null;
      this.heardAt = now;
      this.lost(0);
    }
  }
}
