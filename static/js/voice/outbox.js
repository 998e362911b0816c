// Words on their way, oldest first: kept until the server says that they came, so that a line which is slow, or lost and made
// anew, costs none. Plain arithmetic, so that it can be tested by itself.

const KEPT = 100; // messages (6 s): what a listener's player can hold; of more, the oldest that has not left goes
const WINDOW = 8000; // bytes on their way beyond which words wait here, where the oldest can still be let go

export class Outbox {
  constructor() {
    this.empty();
  }

  empty() {
    this.all = [];
    this.left = 0; // how many of them have left on this line
  }

  /** Keeps a message of the words from step `at`; gives whether words were lost for it. */
  add(at, bytes, now) {
    this.all.push({ at, bytes, now });
    if (this.all.length <= KEPT) return false;
    this.all.splice(this.left, 1);
    return true;
  }

  /** The server has all up to the message of this step. */
  came(at) {
    const known = this.all.findIndex((message) => message.at === at);
    this.all.splice(0, known + 1);
    this.left = Math.max(0, this.left - known - 1);
  }

  /** Another line: what has not come must leave anew. */
  again() {
    this.left = 0;
  }

  /** Words pass again from now on: how late they are counts from here. */
  afresh(now) {
    for (const message of this.all) message.now = now;
  }

  /** The bytes that may leave next, or null. Counts them as gone. */
  next() {
    const away = this.all.slice(0, this.left).reduce((sum, message) => sum + message.bytes.length, 0);
    if (this.left >= this.all.length || away > WINDOW) return null;
    return this.all[this.left++].bytes;
  }

  /** The oldest, which is tried while it is not known whether anything passes, or null. */
  first() {
    if (!this.all.length) return null;
    this.left = Math.max(this.left, 1);
    return this.all[0].bytes;
  }

  /** For how many ms the oldest has been waiting to arrive. */
  age(now) {
    return this.all.length ? now - this.all[0].now : 0;
  }
}
