// The page's line to its worker: things to do, hints for one that is already there, and answers that are waited for.

export class Aide {
  constructor(onSaid) {
    this.onSaid = onSaid;
    this.worker = null;
    this.waiting = new Map();
  }

  /** Whether somebody still waits for an answer. */
  get isAwaited() {
    return this.waiting.size > 0;
  }

  ask(message, transfer = []) {
    if (!this.worker) {
      this.worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      this.worker.onmessage = ({ data }) => this.take(data);
    }
    this.worker.postMessage(message, transfer);
  }

  /** Asks only a worker that is there: without one there is nothing to stop or to change. */
  hint(message) {
    this.worker?.postMessage(message);
  }

  /** Does `ask` and gives what the worker says under this name, or undefined after so many ms. */
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

  take({ say, detail }) {
    this.waiting.get(say)?.(detail);
    this.onSaid(say, detail);
  }

  dismiss() {
    this.worker?.terminate();
    this.worker = null;
  }
}
