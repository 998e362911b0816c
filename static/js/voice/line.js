// The socket that carries voice: comes back by itself, notices a dead line, never lets words pile up.

const SPREAD = 2000; // ms over which a whole room's reconnections are spread
const SILENT = 12000; // ms without a word or a beat from the server: the line is dead, whatever the browser thinks
const UNANSWERED = 4000; // ms without one while words were sent, to which it answers several times a second
const FULL = 8000; // bytes waiting to leave beyond which new words wait (circles.md 5)
const STEADY = 3000; // ms without a late word before the line counts as good again
const NO_SUCH_DOOR = 4004;
const TOO_MANY_WRONGS = 4008;

export class Line {
  /** `isAwaiting()` tells whether the server owes an answer to words that were sent. */
  constructor({ onFrame, onNote, onState, onOpen, onEnd, isAwaiting }) {
    Object.assign(this, { onFrame, onNote, onState, onOpen, onEnd, isAwaiting });
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

  send(bytes) {
    if (this.isOpen) this.socket.send(bytes);
  }

  /** Words come late, or were lost: the page is told, until they have come in time for a while. */
  isSlow() {
    this.slowAt = performance.now();
    if (this.state !== "lost") this.tell("slow");
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  get hasRoom() {
    return this.isOpen && this.socket.bufferedAmount <= FULL;
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

  lost(code, spread = SPREAD) {
    if (!this.wanted) return;
    if (code === NO_SUCH_DOOR) {
      this.close();
      return this.onEnd("no-door");
    }
    this.tell("lost");
    const pause = code === TOO_MANY_WRONGS ? SPREAD : 0;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), pause + Math.random() * spread);
  }

  /** Also called when the page has slept: then the line may be dead without having said so. */
  look() {
    const now = performance.now();
    if (this.state === "slow" && now - this.slowAt > STEADY) this.tell("ok");
    const unanswered = this.isOpen && this.isAwaiting() && now - this.heardAt > UNANSWERED;
    if (!unanswered && now - this.heardAt <= SILENT) return;
    if (!this.wanted || this.socket?.readyState === WebSocket.CLOSED) return;
    this.drop();
    this.socket = null;
    this.heardAt = now;
    this.lost(0, unanswered ? 0 : SPREAD); // one speaker is no crowd: nothing to spread
  }
}
