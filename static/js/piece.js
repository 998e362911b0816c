// The piece and the voice: the microphone opens when the piece is taken and is given back at every end of a turn.

import { Voice } from "./voice/voice.js"

const HOLDING = new Set(["speaking", "asked", "reading", "word", "helping"])
const show = (id, shown) => (document.getElementById(id).hidden = !shown)

export class Piece {
  #voice
  #can = Voice.possible()
  #tried = false
  #fence = -1
  #open = false
  #asking = false
  #holds = false
  #mine = null

  constructor({ url, acts }) {
    this.#voice = new Voice({ url })
    show("voice", true)
    show("no-voice", !this.#can.listen)
    for (const id of ["tap-to-listen", "listen-hint"]) show(id, this.#can.listen)
    if (!this.#can.listen) return
    acts.before("begin", () => this.#ready(acts))
    for (const verb of ["read", "word", "step-in"]) acts.before(verb, () => this.#openUp().then(() => true))
    acts.before("done", () => this.#voice.finish())
    acts.before("leave", () => this.#voice.close())
    this.#wire()
  }

  get voice() {
    return this.#voice
  }

  /** Follows this person's state: speaks while the piece is theirs and they opened a microphone, and never a moment longer. */
  async follow(mine) {
    this.#mine = mine
    this.#holds = HOLDING.has(mine.my)
    if (!this.#can.listen) return
    if (this.#holds && this.#open && (this.#fence !== mine.fence || !this.#voice.speaking)) {
      this.#fence = mine.fence
      this.#open = (await this.#voice.speak(mine.fence).catch(() => false)) !== false
    } else if (!this.#holds) {
      this.#fence = -1
      if (mine.my !== "offered") {
        this.#tried = false
        show("no-microphone", false)
      }
      if (this.#voice.speaking || (this.#open && mine.my !== "offered" && !this.#asking)) this.#rest()
    }
    this.#show()
  }

  /** Opens the microphone for an offered piece. The offer waits while the browser asks for permission. */
  async #ready(acts) {
    if (this.#tried || !this.#can.speak) return true
    this.#tried = true
    const hold = document.querySelector('form[data-act="wait"]')
    if (hold) acts.send(hold, { quietly: true })
    if (await this.#openUp()) return true
    const words = document.getElementById("words")
    words.closest("details").open = true
    words.focus()
    return false
  }

  /** Nothing but a person's own press leads here: a microphone never opens by itself. */
  async #openUp() {
    if (!this.#can.speak) return true
    this.#asking = true
    this.#open = await this.#voice.openMicrophone().then((opened) => opened !== false, () => false)
    this.#asking = false
    show("no-microphone", !this.#open)
    this.#show()
    return this.#open
  }

  #rest() {
    this.#open = false
    this.#voice.closeMicrophone()
  }

  #show() {
    show("level", this.#open)
    show("everyone-hears", this.#holds && this.#open)
    show("piece-is-yours", !(this.#holds && this.#open))
    show("open-microphone", this.#holds && !this.#open && this.#can.speak)
  }

  #wire() {
    const voice = this.#voice
    document.getElementById("tap-to-listen").addEventListener("click", () => this.#listen())
    document.getElementById("steadiness").addEventListener("change", (event) => voice.setSteadiness(event.target.value))
    document.getElementById("can-i-hear").addEventListener("click", () => this.#hear())
    document.addEventListener("leave-quickly", () => voice.close())
    document.getElementById("open-microphone").addEventListener("click", () => this.#again())
    voice.addEventListener("refused", (event) => event.detail === "microphone-gone" && this.#gone())
    voice.addEventListener("level", (event) => (document.getElementById("level").value = event.detail))
    voice.addEventListener("line", (event) => show("line-slow", event.detail === "slow"))
    voice.addEventListener("needs-gesture", () => this.#listening(false))
  }

  async #again() {
    if (await this.#openUp()) this.follow(this.#mine)
  }

  #gone() {
    this.#open = false
    show("no-microphone", true)
    this.#show()
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
