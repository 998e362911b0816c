// The circle's page: shows what changed, does what is asked, and lets the voice follow the piece.

import { Acts } from "./acts.js"
import { moveTo } from "./address.js"
import { beforeParts, heedWritten, wordsShown } from "./captions.js"
import { showClock, showTimes } from "./clock.js"
import { showHeld, showMine, showParts, showWhom } from "./parts.js"
import { Piece } from "./piece.js"
import { choice, follow } from "./prefs.js"
import { Push } from "./push.js"
import { sayCare, sayLine, sayMine, sayRoom, sayWaiting, sayWhere } from "./say.js"
import { heed, timeIsSaid } from "./signals.js"

const root = document.getElementById("circle")
const live = document.getElementById("live")
const refused = document.getElementById("refused")
refused.dataset.unanswered = document.querySelector('#sayings [data-say="unanswered"]').textContent

const acts = new Acts({ refused, after: cleared, over: () => goto(root.dataset.here) })
const piece = new Piece({ url: root.dataset.voice, acts })
const push = new Push(root.dataset.push, choice("lean"))
const SILENCE = 3000 // ms without a voice
let version = -1
let lost = false
let timeSaid = false

function cleared(_verb, form, sent) {
  if (sent) wordsShown(form.elements.words, sent)
}

// Each state that comes by the socket builds on the one before; whatever comes otherwise must not break that row.
let taken = 0

function followOn(state) {
  taken += 1
  if (state.mine.v < version) return push.renew()
  show(state)
}

// Once the lock is changed the room is at another address. What is shown of it waits for the proof that opens it there.
let comingAlong = null

async function comeAlong(state) {
  if (comingAlong) return comingAlong.push(state)
  comingAlong = [state]
  const answer = await ask()
  const states = comingAlong
  comingAlong = null
  if (!answer) return push.renew()
  moveTo(root, JSON.parse(answer.slice(0, answer.indexOf("\n"))).at)
  states.forEach(draw)
}

function show(state) {
  if (state.mine.at && state.mine.at !== root.dataset.at) comeAlong(state)
  else draw(state)
}

function draw({ mine, html }) {
  if (mine.v < version) return
  version = mine.v
  const was = root.dataset.my
  const phase = live.querySelector('[data-part="ring"]').dataset.phase
  beforeParts()
  const changed = showParts(html)
  if (changed.some((part) => part.startsWith("names"))) showWhom(root.dataset.place)
  showMine(mine)
  if (changed.includes("people")) showHeld()
  Object.assign(root.dataset, { my: mine.my, v: mine.v, fence: mine.fence })
  showTimes(live)
  showClock()
  piece.follow(mine)
  announce(was, mine.my, phase)
  const said = live.querySelector("[data-said]") !== null
  if (said && !timeSaid) timeIsSaid(mine.my, piece.voice.listening)
  timeSaid = said
  heedWritten(piece.holds)
}

let cared = ""
let known = live.querySelector(".now__what")?.textContent ?? ""
function announce(was, is, phase) {
  const now = live.querySelector('[data-part="ring"]').dataset.phase
  const what = live.querySelector(".now__what")?.textContent ?? ""
  if (is !== was && !is.startsWith("listening")) sayMine(piece.told(is))
  else if (now === "paused" && phase !== "paused") sayMine("paused")
  else if (what !== known) sayRoom(what)
  known = what
  const care = live.querySelector("[data-care]")?.textContent ?? ""
  if (care !== cared) sayCare(care)
  cared = care
  sayWaiting()
}

/** Silence or a broken line? Every silence says that it is kept, for as long as the room's heartbeat arrives. */
let found = false
let heardAt = -Infinity
function showLine() {
  const heard = performance.now() - heardAt < SILENCE
  const line = found ? (heard ? "heard" : "kept") : lost ? "finding" : ""
  for (const each of document.querySelectorAll("[data-line]")) {
    each.hidden = each.dataset.line !== line && each.dataset.line !== "plain"
  }
}

// Whoever leaves quickly is on the way to an empty page, and nothing here may lead back.
let leaving = false
function goto(address) {
  if (!leaving) location.replace(address)
}

/** What the room looks like now, as text, or null while nobody answers. */
async function ask() {
  const lean = choice("lean") ? "?lean=1" : ""
  const answer = await fetch(`${root.dataset.state}${lean}`, { headers: { "X-Circle": "1" } }).catch(() => null)
  if (answer?.status === 410 || answer?.status === 404) goto(root.dataset.here)
  return answer?.ok ? answer.text() : null
}

async function mend() {
  const before = taken
  const text = await ask()
  if (!text) return
  const cut = text.indexOf("\n")
  const mine = JSON.parse(text.slice(0, cut))
  if (mine.at) moveTo(root, mine.at)
  if (taken === before) show({ mine, html: text.slice(cut + 1) })
}

push.addEventListener("state", (event) => followOn(event.detail))
// A beat may be ahead of a state that is on its way: only who still lacks it a moment later asks, and not all at once.
push.addEventListener("beat", (event) => {
  if (event.detail > version) setTimeout(() => event.detail > version && mend(), 300 + Math.random() * 700)
})
push.addEventListener("finding", () => {
  lost = true
  found = false
  showLine()
  sayLine("finding")
})
push.addEventListener("found", () => {
  found = true
  showLine()
  if (lost) sayLine("found")
  lost = false
})
for (const [sign, loud] of [["heard", 0], ["level", 8]]) {
  piece.voice.addEventListener(sign, (event) => {
    if (event.detail < loud) return
    heardAt = performance.now()
    showLine()
  })
}
push.addEventListener("end", () => goto(root.dataset.here))
document.addEventListener("leave-quickly", () => {
  leaving = true
  push.close()
})
// Whoever leaves their place gives the microphone and the line back at once, not when the next page has come.
document.addEventListener("submit", (event) => {
  if (!event.target.action.endsWith("/do/leave/")) return
  leaving = true
  push.close()
  piece.voice.close()
})
document.getElementById("where").addEventListener("click", sayWhere)
setInterval(() => {
  showClock()
  heed(root.dataset.my)
  showLine()
}, 1000)
// A touch holds an offer open: nobody is hurried past while they read what it says.
let held = -Infinity
document.addEventListener("pointerdown", () => {
  if (root.dataset.my !== "offered" || performance.now() - held < 10000) return
  held = performance.now()
  acts.send(document.querySelector('form[data-act="wait"]'), { quietly: true })
})
follow("large", (on) => document.body.toggleAttribute("data-large", on === true))
follow("lean", (on) => {
  document.body.toggleAttribute("data-lean", on === true)
  push.spare(on === true)
})
showTimes(live)
showClock()
