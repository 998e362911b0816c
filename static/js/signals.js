// The group's signals of time, for whoever is sharing and for nobody else: always in colour and in words (clock.js), heard and
// felt only by their own choice.

import { chime } from "./chime.js"
import { choice } from "./prefs.js"
import { sayTime } from "./say.js"

const SHARING = new Set(["speaking", "asked"])
const PULSES = [[400], [120], [120, 120, 120], [200, 120, 200], [300, 120, 300, 120, 300]] // ms, by strength; 0 is "time"

let come = null // how many of this share's signals have come; null while it is not ours
let spoken = ""

/** Looks at the clock once: each signal is told when it comes, and not again. */
export function heed(my) {
  const clock = document.querySelector("[data-clock]")
  if (!clock || !SHARING.has(my)) {
    come = null
    spoken = ""
    return
  }
  const marks = JSON.parse(clock.dataset.signals)
  const left = clock.dataset.running === "1" ? (Number(clock.dataset.ends) - Date.now()) / 1000 : Number(clock.dataset.left)
  const now = marks.filter(([at]) => left <= at).length
  const [, strength, word] = marks[now - 1] ?? []
  if (come !== null && now > come) {
    if (word !== spoken) sayTime(word)
    tell(strength)
  }
  spoken = word ?? ""
  come = now
}

/** The timekeeper said "time": the group's bell for all who listen, and for the speaker as they chose. */
export function timeIsSaid(my, listening) {
  const mine = SHARING.has(my)
  if (mine && choice("vibrate")) navigator.vibrate?.(PULSES[0])
  if (listening || (mine && choice("bell"))) chime(0)
}

function tell(strength) {
  if (choice("vibrate")) navigator.vibrate?.(PULSES[strength])
  if (choice("bell")) chime(strength)
}

// Whoever switches one on hears or feels at once what it is like. The page's press lets the browser sound it later.
document.addEventListener("change", ({ target }) => {
  if (!target.checked) return
  if (target.dataset.choice === "bell") chime(1)
  if (target.dataset.choice === "vibrate") navigator.vibrate?.(PULSES[1])
})
const felt = document.getElementById("can-vibrate")
if (felt) felt.hidden = !navigator.vibrate
