// The piece and the voice: the microphone opens when the piece is taken and is given back at every end of a turn. Whoever takes
// part in writing is never asked for one.

import { Hearing } from "./hearing.js"
import { choice, follow } from "./prefs.js"
import { sayMine } from "./say.js"
import { VoiceLine } from "./voice-line.js"
import { Voice } from "./voice/voice.js"

const HOLDING = new Set(["speaking", "asked", "reading", "word", "helping"])
const HEARD = new Set(["speaking", "reading"]) // states whose words say that everyone hears
const show = (id, shown) => (document.getElementById(id).hidden = !shown)

export class Piece {
  #voice
  #can = Voice.possible()
  #form = document.getElementById("words-form")
  #tried = false
  #fence = -1
  #open = false
  #asking = false
  #mine = null

  constructor({ url, acts }) {
    this.#voice = new Voice({ url })
    show("voice", true)
    show("words-hint", true)
    new Hearing(this.#voice, this.#can)
    follow("writing", () => this.#mine && this.follow(this.#mine))
    this.#show()
    if (!this.#can.listen) return
    acts.before("begin", () => this.#ready(acts))
    for (const verb of ["read", "word", "step-in", "rise"]) acts.before(verb, () => this.#openUp().then(() => true))
    for (const verb of ["done", "hand-on"]) acts.before(verb, () => this.#voice.finish())
    this.#wire()
  }

  get voice() {
    return this.#voice
  }

  /** Whether this person has the piece, or is with whoever has. */
  get holds() {
    return HOLDING.has(this.#mine?.my)
  }

  /** The name of what to say of this state: that everyone hears it is only said while everyone does. */
  told(state) {
    if (!HEARD.has(state) || this.#open) return state
    return this.#speaks ? "yours-shut" : "yours-writing"
  }

  /** Follows this person's state: speaks while the piece is theirs and they opened a microphone, and never a moment longer. */
  async follow(mine) {
    this.#mine = mine
    if (this.#can.listen) await this.#followVoice(mine)
    this.#show()
  }

  async #followVoice(mine) {
    if (!this.#speaks && this.#open) this.#rest()
    if (this.holds && this.#open && (this.#fence !== mine.fence || !this.#voice.speaking)) {
      this.#fence = mine.fence
      this.#open = (await this.#voice.speak(mine.fence).catch(() => false)) !== false
    } else if (!this.holds) {
      this.#fence = -1
      if (mine.my !== "offered") {
        this.#tried = false
        show("no-microphone", false)
      }
      if (this.#voice.speaking || (this.#open && !["offered", "risen"].includes(mine.my) && !this.#asking)) this.#rest()
    }
  }

  /** Whether this person speaks when it comes to it, as far as the browser and they themselves are concerned. */
  get #speaks() {
    return this.#can.speak && choice("writing") !== true
  }

  /** Opens the microphone for an offered piece. The offer waits while the browser asks for permission. */
  async #ready(acts) {
    if (choice("writing") === true) return this.#write()
    if (this.#tried || !this.#can.speak) return true
    this.#tried = true
    const hold = document.querySelector('form[data-act="wait"]')
    if (hold) acts.send(hold, { quietly: true })
    if (await this.#openUp()) return true
    this.#write()
    return false
  }

  #write() {
    this.#form.querySelector("details").open = true
    this.#form.hidden = false
    this.#form.elements.words.focus()
    return true
  }

  /** Nothing but a person's own press leads here: a microphone never opens by itself. */
  async #openUp() {
    if (!this.#speaks) return true
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
    show("everyone-hears", this.holds && this.#open)
    show("piece-is-yours", !(this.holds && this.#open))
    show("open-microphone", this.holds && !this.#open && this.#speaks)
    const button = this.#form.querySelector("[data-if-may]")
    show("words-wait", button.hidden)
    if (choice("writing") !== true) return
    if (this.#form.hidden) this.#form.querySelector("details").open = true
    this.#form.hidden = false
  }

  #wire() {
    const voice = this.#voice
    document.addEventListener("leave-quickly", () => voice.close())
    document.getElementById("open-microphone").addEventListener("click", () => this.#again())
    voice.addEventListener("refused", (event) => event.detail === "microphone-gone" && this.#gone())
    voice.addEventListener("level", (event) => (document.getElementById("level").value = event.detail))
    new VoiceLine(voice)
  }

  async #again() {
    if (!(await this.#openUp())) return
    await this.follow(this.#mine)
    if (this.holds && this.#open) sayMine("heard")
  }

  #gone() {
    this.#open = false
    show("no-microphone", true)
    this.#show()
  }
}
