// How deep a listener's buffer should be: a fixed wish, or as deep as the line has lately been uneven. A stall that came twice
// will come again, and is provided for; one that came once is not, or a single bad moment would delay the whole evening.

const SECONDS = 8; // of arrivals of which all but the latest 3 % should come in time
const LONG = 32; // s of arrivals in which stalls are remembered
const STALL = 0.1; // s of lateness from which on it is one
const MESSAGE = 0.06; // s that the first word of a message has waited when it leaves: part of what a listener chose to wait
const MARGIN = 0.06; // s
const SHALLOWEST = 0.12;
const DEEPEST = 1.2;

export class Steadiness {
  constructor() {
    this.arrivals = [];
    this.fixed = null;
    this.wish = 0.2;
  }

  /** "auto", or a number of seconds as text. */
  choose(choice) {
    this.fixed = choice === "auto" ? null : Number(choice) - MESSAGE;
    return this.settle();
  }

  /** Notes when a message came (s) and which moment of speech it holds (s); gives the wished depth in seconds. */
  note(now, moment) {
    const lately = this.arrivals.filter((arrival) => now - arrival.now < LONG);
    // A speaker who begins anew counts from another moment: what came before says nothing about it.
    const known = lately.at(-1);
    this.arrivals = known && Math.abs(now - moment - known.late) > 5 ? [] : lately;
    this.arrivals.push({ now, late: now - moment });
    return this.settle();
  }

  settle() {
    if (this.fixed !== null) this.wish = this.fixed;
    else if (this.arrivals.length > 8) {
      const since = this.arrivals.at(-1).now - SECONDS;
      const late = this.arrivals.filter((arrival) => arrival.now > since).map((arrival) => arrival.late);
      late.sort((a, b) => a - b);
      const uneven = late[Math.floor(late.length * 0.97)] - late[0];
      this.wish = Math.max(SHALLOWEST, Math.min(DEEPEST, Math.max(uneven, this.stalledTwice()) + MARGIN));
    }
    return this.wish;
  }

  /** How long the second longest stall was that is still remembered. */
  stalledTwice() {
    const soonest = Math.min(...this.arrivals.map((arrival) => arrival.late));
    const stalls = [];
    let before = 0;
    for (const { late } of this.arrivals) {
      const behind = late - soonest;
      if (behind >= STALL && before < STALL) stalls.push(behind);
      else if (behind >= STALL) stalls.push(Math.max(stalls.pop(), behind));
      before = behind;
    }
    return stalls.sort((a, b) => b - a)[1] ?? 0;
  }
}
