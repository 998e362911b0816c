// The page's line to the engine: things to do, hints for one that is already there, and answers that are waited for. The engine
// is a worker; where a browser has none, or none with codecs, it runs in the page, and a busy page may then cost a word.

const CODECS = ["AudioDecoder", "AudioEncoder"];

export class Aide {
  constructor(onSaid) {
    this.onSaid = onSaid;
    this.waiting = new Map();
    this.dismiss();
  }

  /** Whether somebody still waits for an answer. */
  get isAwaited() {
    return this.waiting.size > 0;
  }

  ask(message, transfer = []) {
    if (!this.coming) this.#start();
    this.#give(message, transfer);
  }

  /** Asks only an engine that is there, or on its way: without one there is nothing to stop or to change. */
  hint(message) {
    if (this.coming) this.#give(message, []);
  }

  /** Does `ask` and gives what the engine says under this name, or undefined after so many ms. */
  async answer(name, ask, longest) {
    const said = new Promise((done) => {
      this.waiting.set(name, done);
      setTimeout(done, longest);
    });
    ask();
    try {
      return await said;
    } finally {
      this.waiting.delete(name);
    }
  }

  dismiss() {
    this.worker?.terminate();
    this.engine?.close();
    this.worker = this.engine = this.coming = null;
    this.asked = []; // until it is known which engine it is: a port once handed to a worker cannot be had back
  }

  #give(message, transfer) {
    if (this.engine) this.engine.take(message);
    else if (this.ready) this.worker.postMessage(message, transfer);
    else this.asked.push([message, transfer]);
  }

  #start() {
    const mine = (this.coming = Symbol("engine"));
    this.ready = false;
    try {
      this.worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    } catch {
      return void this.#inPage(mine);
    }
    this.worker.onerror = () => this.ready || this.#inPage(mine);
    this.worker.onmessage = ({ data: { say, detail } }) => {
      if (say !== "here") return this.#said(say, detail);
      if (CODECS.every((name) => !(name in window) || detail.includes(name))) this.#go();
      else this.#inPage(mine);
    };
  }

  async #inPage(mine) {
    this.worker?.terminate();
    this.worker = null;
    const { Engine } = await import("./engine.js");
    if (this.coming !== mine) return; // dismissed meanwhile
    this.engine = new Engine((say, detail) => this.#said(say, detail));
    this.#go();
  }

  #go() {
    this.ready = true;
    for (const [message, transfer] of this.asked.splice(0)) this.#give(message, transfer);
  }

  #said(say, detail) {
    this.waiting.get(say)?.(detail);
    this.onSaid(say, detail);
  }
}
