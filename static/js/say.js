// What a screen reader is told. While anyone speaks, only what concerns this person; the rest waits for the pause, or for the
// "Where are we?" button. Each kind can be switched off.

const region = document.getElementById("say")
const choices = document.getElementById("announce")
let waiting = ""

const words = (name) => document.querySelector(`#sayings [data-say="${name}"]`)?.textContent ?? ""
const wanted = (kind) => choices?.querySelector(`[name="${kind}"]`)?.checked ?? true
const someoneSpeaks = () => document.querySelector(".dot--speaking") !== null

function aloud(text) {
  // A repeated sentence is a new one only when the region was empty in between.
  region.textContent = ""
  setTimeout(() => (region.textContent = text), 60)
}

/** Says at once, whoever speaks: it concerns this person. */
export function sayMine(name) {
  if (words(name) && wanted("mine")) aloud(words(name))
}

/** Someone asks for a pause, or offers help: said at once, to everyone. */
export function sayCare(text) {
  if (text && wanted("mine")) aloud(text)
}

/** Once when the time is nearly over and once when it is, to whoever is sharing. The clock itself is never read out. */
export function sayTime(name) {
  if (wanted("time")) aloud(words(name))
}

export function sayLine(name) {
  if (wanted("line")) aloud(words(name))
}

/** Keeps what the room is doing until nobody is speaking. */
export function sayRoom(text) {
  waiting = text
  sayWaiting()
}

export function sayWaiting() {
  if (!waiting || someoneSpeaks() || !wanted("piece")) return
  aloud(waiting)
  waiting = ""
}

/** Where are we? Read whole, whenever it is asked for. */
export function sayWhere() {
  waiting = ""
  const now = document.querySelector('[data-part="now"]')
  const mine = [...document.querySelectorAll(".mine__big")].find((each) => each.offsetParent)
  aloud([now, mine].filter(Boolean).map((each) => each.innerText.replace(/\s+/g, " ").trim()).join(". "))
}

// The "Where are we?" key: W, outside of anything typed.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select")
  if (event.key.toLowerCase() === "w" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) sayWhere()
})

if (choices) choices.hidden = false
