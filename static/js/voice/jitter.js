// How deep a listener's buffer should be: a fixed wish, or as deep as the line has lately been uneven.

const SECONDS = 8; // of arrivals that are looked at
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
    this.fixed = choice === "auto" ? null : Number(choice);
    return this.settle();
  }

  /** Notes when a message came (s) and which moment of speech it holds (s); gives the wished depth in seconds. */
  note(now, moment) {
    const lately = this.arrivals.filter((arrival) => now - arrival.now < SECONDS);
    // A speaker who begins anew counts from another moment: what came before says nothing about it.
    const known = lately.at(-1);
    this.arrivals = known && Math.abs(now - moment - known.late) > 5 ? [] : lately;
    this.arrivals.push({ now, late: now - moment });
    return this.settle();
  }

  settle() {
    if (this.fixed !== null) this.wish = this.fixed;
    else if (this.arrivals.length > 8) {
      const late = this.arrivals.map((arrival) => arrival.late).sort((a, b) => a - b);
      const uneven = late[Math.floor(late.length * 0.97)] - late[0];
      this.wish = Math.max(SHALLOWEST, Math.min(DEEPEST, uneven + 0.085));
    }
    return this.wish;
  }
}
