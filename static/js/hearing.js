// How the voices come to this person: sound on and off, louder and more even, one ear, steadier, and through which device.

import { chimeFrom } from "./chime.js"
import { choice, follow, forget, showIn } from "./prefs.js"

const byId = (id) => document.getElementById(id)
const show = (id, shown) => (byId(id).hidden = !shown)

export class Hearing {
  #voice

  constructor(voice, can) {
    this.#voice = voice
    byId("forget-choices").addEventListener("click", forget)
    show("no-voice", !can.listen)
    for (const id of ["tap-to-listen", "listen-hint", "hearing-well"]) show(id, can.listen)
    if (!can.listen) return
    byId("tap-to-listen").addEventListener("click", () => this.#listen())
    byId("stop-listening").addEventListener("click", () => this.#stop())
    byId("can-i-hear").addEventListener("click", () => this.#hear())
    voice.addEventListener("needs-gesture", () => this.#listening(false))
    follow("boost", (on) => voice.setBoost(on === true))
    follow("ear", (ear) => voice.setEar(ear ?? "both"))
    follow("steadiness", (depth) => voice.setSteadiness(depth ?? "auto"))
    this.#devices(can)
    this.#listening(false)
  }

  async #listen() {
    this.#listening(await this.#voice.listen())
    byId("stop-listening").focus()
  }

  #stop() {
    this.#voice.stopListening()
    this.#listening(false)
    byId("tap-to-listen").focus()
  }

  #listening(on) {
    for (const id of ["tap-to-listen", "listen-hint"]) show(id, !on)
    for (const id of ["listening-now", "stop-listening"]) show(id, on)
    // Who hears the voices does not need what is written read out over them, unless they choose so.
    const written = document.querySelector('#announce [name="written"]')
    written.defaultChecked = !on
    showIn(written)
  }

  async #hear() {
    const now = byId("hear-now")
    now.textContent = document.querySelector('#sayings [data-say="tone"]').textContent
    await this.#voice.canIHear().catch(() => 0)
    now.textContent = ""
    show("hear-steps", true)
  }

  // Devices have names only once a microphone was allowed; until then there is a button that asks.

  #devices(can) {
    const media = navigator.mediaDevices
    if (!media?.enumerateDevices) return
    show("choose-devices", can.speak)
    byId("choose-devices").addEventListener("click", () => this.#ask())
    media.addEventListener?.("devicechange", () => this.#list())
    follow("microphone", (id) => this.#voice.setMicrophone(id ?? ""))
    follow("loudspeaker", (id) => {
      this.#voice.setOutput(id ?? "").catch(() => {})
      chimeFrom(id)
    })
    this.#list()
  }

  async #ask() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      for (const track of stream.getTracks()) track.stop()
    } catch {
      show("no-microphone", true)
    }
    const found = await this.#list()
    if (found) byId("microphone").focus()
  }

  async #list() {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => [])
    const known = (kind) => all.filter((each) => each.kind === kind && each.label && each.deviceId !== "default")
    const microphones = this.#fill("microphone", known("audioinput"))
    this.#fill("loudspeaker", this.#voice.canChooseOutput ? known("audiooutput") : [])
    show("choose-devices", !microphones && byId("choose-devices").hidden === false)
    return microphones
  }

  #fill(id, devices) {
    const select = byId(id)
    select.replaceChildren(select.options[0], ...devices.map((each) => new Option(each.label, each.deviceId)))
    select.dataset.choice = id
    showIn(select)
    select.closest(".field").hidden = devices.length === 0
    return devices.length > 0
  }
}
