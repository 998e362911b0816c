// What a person's own line does to the voices, in words: slow for whoever speaks, lost, and back again. Said aloud sparingly.

import { sayLine } from "./say.js"

const HELD = 5000 // ms of one's own words that are kept for a line to come back; the rest is lost
const STAYS = 12000 // ms for which "back" is to be read
const SELDOM = 60000 // ms between two times of telling whoever speaks, aloud, that the line is slow

const shown = document.getElementById("voice-line")
const words = (name) => document.querySelector(`#sayings [data-say="${name}"]`).textContent

export class VoiceLine {
  #voice
  #lostAt = 0
  #slowSaid = -Infinity

  constructor(voice) {
    this.#voice = voice
    voice.addEventListener("line", (event) => this.#heed(event.detail))
  }

  #heed(state) {
    const { speaking, listening } = this.#voice
    clearTimeout(this.fading)
    if (state === "lost") this.#lostAt = performance.now()
    if (state === "slow" && speaking) this.#slow()
    else if (state === "lost" && (speaking || listening)) this.#show("voices-lost")
    else if (state === "back" && (speaking || listening)) this.#back(speaking)
    else shown.hidden = true
  }

  #slow() {
    this.#show("line-slow")
    if (performance.now() - this.#slowSaid < SELDOM) return
    this.#slowSaid = performance.now()
    sayLine("line-slow")
  }

  #back(speaking) {
    const late = performance.now() - this.#lostAt > HELD
    const name = !speaking ? "voices-back" : late ? "line-back-late" : "line-back"
    this.#show(name)
    sayLine(name)
    this.fading = setTimeout(() => (shown.hidden = true), STAYS)
  }

  #show(name) {
    shown.textContent = words(name)
    shown.hidden = false
  }
}
