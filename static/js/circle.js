// The circle's page: shows what changed, does what is asked, and lets the voice follow the piece.

import { Acts } from "./acts.js"
import { showClock, showTimes } from "./clock.js"
import { showMine, showParts } from "./parts.js"
import { Piece } from "./piece.js"
import { Push } from "./push.js"
import { sayLine, sayMine, sayRoom, sayWaiting, sayWhere } from "./say.js"

const root = document.getElementById("circle")
const live = document.getElementById("live")
const refused = document.getElementById("refused")
refused.dataset.unanswered = document.querySelector('#sayings [data-say="unanswered"]').textContent

const acts = new Acts({ refused, after: cleared })
const piece = new Piece({ url: root.dataset.voice, acts })
const push = new Push(root.dataset.push)
let version = -1

function cleared(verb, form) {
  if (verb === "words") form.reset()
}

function show({ mine, html }) {
  if (mine.v < version) return
  version = mine.v
  const was = root.dataset.my
  const phase = live.querySelector('[data-part="ring"]').dataset.phase
  const changed = showParts(html)
  showMine(mine)
  Object.assign(root.dataset, { my: mine.my, v: mine.v, fence: mine.fence })
  showTimes(live)
  showClock()
  piece.follow(mine)
  announce(was, mine.my, phase, changed)
}

function announce(was, is, phase, changed) {
  const now = live.querySelector('[data-part="ring"]').dataset.phase
  if (is !== was && is !== "listening") sayMine(is)
  else if (now === "paused" && phase !== "paused") sayMine("paused")
  else if (changed.includes("now")) sayRoom(live.querySelector(".now__what")?.textContent ?? "")
  sayWaiting()
}

function showLine(name) {
  for (const each of document.querySelectorAll("[data-line]")) {
    each.hidden = each.dataset.line !== name && each.dataset.line !== "plain"
  }
}

async function mend() {
  const answer = await fetch(root.dataset.state, { headers: { "X-Circle": "1" } }).catch(() => null)
  if (answer?.status === 410 || answer?.status === 404) return location.replace(root.dataset.here)
  if (!answer?.ok) return
  const text = await answer.text()
  const cut = text.indexOf("\n")
  show({ mine: JSON.parse(text.slice(0, cut)), html: text.slice(cut + 1) })
}

push.addEventListener("state", (event) => show(event.detail))
push.addEventListener("beat", (event) => event.detail > version && mend())
push.addEventListener("finding", () => {
  showLine("finding")
  sayLine("finding")
})
let lost = false
push.addEventListener("finding", () => (lost = true))
push.addEventListener("found", () => {
  showLine("kept")
  if (lost) sayLine("found")
  lost = false
})
push.addEventListener("end", () => location.replace(root.dataset.here))
document.addEventListener("leave-quickly", () => push.close())
document.getElementById("where").addEventListener("click", sayWhere)
setInterval(showClock, 1000)
showTimes(live)
showClock()
