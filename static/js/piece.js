// The piece and the voice: the microphone opens when the piece is taken and is given back at every end of a turn.

import { Voice } from "./voice/voice.js"

const HOLDING = new Set(["speaking", "asked", "reading", "word", "helping"])
const show = (id, shown) => (document.getElementById(id).hidden = !shown)

export class Piece {
  #voice
  #can = Voice.possible()
  #tried = false
  #fence = -1

  constructor({ url, acts }) {
    this.#voice = new Voice({ url })
    show("voice", true)
    show("no-voice", !this.#can.listen)
    for (const id of ["tap-to-listen", "listen-hint"]) show(id, this.#can.listen)
    if (!this.#can.listen) return
    acts.before("begin", () => this.#ready(acts))
    for (const verb of ["read", "word", "step-in"]) acts.before(verb, () => this.#open())
    acts.before("done", () => this.#voice.finish())
    acts.before("leave", () => this.#voice.close())
    this.#wire()
  }

  get voice() {
    return this.#voice
  }

  /** Follows this person's state: speaks while the piece is theirs, and never a moment longer. */
  async follow(mine) {
    if (!this.#can.listen) return
    if (!HOLDING.has(mine.my)) {
      this.#tried = false
      this.#fence = -1
      if (this.#voice.speaking) this.#voice.closeMicrophone()
      else if (mine.my !== "offered") this.#rest()
      return
    }
    if (this.#fence === mine.fence && this.#voice.speaking) return
    this.#fence = mine.fence
    if (this.#can.speak && (this.#micOpen || mine.my !== "helping")) await this.#voice.speak(mine.fence).catch(() => show("no-microphone", true))
    this.#meter()
  }

  #micOpen = false

  /** Opens the microphone for an offered piece. The offer waits while the browser asks for permission. */
  async #ready(acts) {
    if (this.#tried || !this.#can.speak) return true
    this.#tried = true
    const hold = document.querySelector('form[data-act="wait"]')
    if (hold) acts.send(hold)
    if (await this.#open()) return true
    document.getElementById("words").focus()
    return false
  }

  async #open() {
    if (!this.#can.speak) return true
    try {
      this.#micOpen = (await this.#voice.openMicrophone()) !== false
      show("no-microphone", !this.#micOpen)
    } catch {
      this.#micOpen = false
      show("no-microphone", true)
    }
    this.#meter()
    return this.#micOpen
  }

  #rest() {
    if (!this.#micOpen) return
    this.#micOpen = false
    this.#voice.closeMicrophone()
    this.#meter()
  }

  #meter() {
    show("level", this.#micOpen || this.#voice.speaking)
  }

  #wire() {
    const voice = this.#voice
    document.getElementById("tap-to-listen").addEventListener("click", () => this.#listen())
    document.getElementById("steadiness").addEventListener("change", (event) => voice.setSteadiness(event.target.value))
    document.getElementById("can-i-hear").addEventListener("click", () => this.#hear())
    document.addEventListener("leave-quickly", () => voice.close())
    voice.addEventListener("level", (event) => (document.getElementById("level").value = event.detail))
    voice.addEventListener("line", (event) => show("line-slow", event.detail === "slow"))
    voice.addEventListener("needs-gesture", () => this.#listening(false))
  }

  async #listen() {
    this.#listening(await this.#voice.listen())
  }

  #listening(on) {
    show("tap-to-listen", !on)
    show("listen-hint", !on)
    show("listening-now", on)
    if (on) document.body.dataset.listening = "1"
  }

  async #hear() {
    const now = document.getElementById("hear-now")
    now.textContent = document.querySelector('#sayings [data-say="tone"]').textContent
    await this.#voice.canIHear().catch(() => 0)
    now.textContent = ""
    show("hear-steps", true)
  }
}
