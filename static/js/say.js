// What a screen reader is told. While anyone speaks, only what concerns this person; the rest waits for the pause, or for the
// "Where are we?" button. Each kind can be switched off.

const region = document.getElementById("say")
const choices = document.getElementById("announce")
const next = []
let waiting = ""

const words = (name) => document.querySelector(`#sayings [data-say="${name}"]`)?.textContent ?? ""
const wanted = (kind) => choices?.querySelector(`[name="${kind}"]`)?.checked ?? true
const chosen = (kind) => choices?.querySelector(`[name="${kind}"]`)?.checked ?? false
const someoneSpeaks = () => document.querySelector(".dot--speaking") !== null

function aloud(text) {
  // A repeated sentence is a new one only when the region was empty in between; of two at once neither is lost.
  region.textContent = ""
  if (next.push(text) === 1) setTimeout(() => (region.textContent = next.splice(0).join("\n")), 60)
}

/** Says at once, whoever speaks: it concerns this person. What had waited until now is old by then. */
export function sayMine(name) {
  waiting = ""
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

/** A share in writing, to those who would rather hear it than read it. */
export function sayWritten(name, text) {
  if (chosen("written")) aloud(words("wrote").replace("{name}", () => name).replace("{words}", () => text))
}

/** What the captioner typed, to those who asked for it. */
export function sayCaption(text) {
  if (chosen("captions")) aloud(text)
}

export function sayLine(name) {
  if (wanted("line")) aloud(words(name))
}

/** Keeps what the room is doing until nobody is speaking. */
export function sayRoom(text) {
  waiting = wanted("piece") ? text : ""
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
