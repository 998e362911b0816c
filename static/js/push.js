// The socket that only pushes. It says what the room looks like now and, every two seconds, that the room is there.
// It comes back by itself, spread over two seconds so that a full room does not knock all at once.

const PING = 5000
const SPREAD = 2000
const OPENING = 10000 // ms a new socket may take
const MISSED = 5000 // ms without a word before the page says that it is looking for the room
const CLOSED = 4001
const NOT_YOURS = 4003

export class Push extends EventTarget {
  #url
  #sparing
  #socket = null
  #heard = 0
  #asked = 0
  #retry = 0
  #found = false
  #touched = false
  #over = false

  /** `sparing`: plainly drawn, in fewer bytes. */
  constructor(url, sparing = false) {
    super()
    this.#url = `${location.origin.replace(/^http/, "ws")}${url}?in=${document.documentElement.lang}`
    this.#sparing = sparing
    for (const touch of ["pointerdown", "keydown", "input"]) {
      document.addEventListener(touch, () => (this.#touched = true), { passive: true })
    }
    addEventListener("online", () => this.#connect())
    addEventListener("pageshow", () => this.#connect())
    document.addEventListener("visibilitychange", () => document.hidden || this.#connect())
    setInterval(() => this.#ping(), PING)
    setInterval(() => this.#watch(), 1000)
    this.#connect()
  }

  /** Spares data from now on, or no longer: the socket is made anew. */
  spare(on) {
    if (on === Boolean(this.#sparing)) return
    this.#sparing = on
    this.renew()
  }

  /** The socket is made anew, and with it the whole state comes. */
  renew() {
    this.#socket?.close()
  }

  close() {
    this.#over = true
    this.#socket?.close()
  }

  #connect() {
    if (this.#over || (this.#socket && this.#socket.readyState < WebSocket.CLOSING)) return
    clearTimeout(this.#retry)
    this.#asked = performance.now()
    const socket = (this.#socket = new WebSocket(`${this.#url}${this.#sparing ? "&lean=1" : ""}`))
    socket.onmessage = (event) => socket === this.#socket && this.#take(event.data)
    socket.onclose = (event) => {
      if (socket !== this.#socket || this.#over) return
      if (event.code === CLOSED || event.code === NOT_YOURS) return this.#end(event.code)
      this.#retry = setTimeout(() => this.#connect(), Math.random() * SPREAD)
    }
  }

  /** Gives up a dead socket and makes another: a browser may take a minute to notice that nobody answers its goodbye. */
  #giveUp() {
    const dead = this.#socket
    this.#socket = null
    dead.close()
    this.#retry = setTimeout(() => this.#connect(), Math.random() * SPREAD)
  }

  #end(code) {
    this.#over = true
    this.#tell("end", code)
  }

  #take(text) {
    this.#heard = performance.now()
    if (!this.#found) {
      this.#found = true
      this.#tell("found")
    }
    const cut = text.indexOf("\n")
    if (cut < 0) return this.#tell("beat", JSON.parse(text).beat)
    this.#tell("state", { mine: JSON.parse(text.slice(0, cut)), html: text.slice(cut + 1) })
  }

  #ping() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.#socket.send(this.#touched ? "!" : ".")
    this.#touched = false
  }

  #watch() {
    if (this.#over || performance.now() - this.#heard < MISSED) return
    if (this.#found) {
      this.#found = false
      this.#tell("finding")
    }
    // A socket that neither speaks nor closes is a dead one (a laptop that slept, a net that changed).
    const now = performance.now()
    const state = this.#socket?.readyState
    const silent = state === WebSocket.OPEN && now - this.#heard > 2 * MISSED && now - this.#asked > 2 * MISSED
    if (silent || (state === WebSocket.CONNECTING && now - this.#asked > OPENING)) this.#giveUp()
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }
}
