// What is written while someone has the piece: read out to whoever wants it so, and typed along by the captioner.

import { sayCaption, sayWritten } from "./say.js"

const live = document.getElementById("live")
const form = document.querySelector('form[data-act="caption"]')
const numberOf = (line) => Number(line.dataset.own ?? line.dataset.caption)
let known = counted()
let back = 0 // how far up the captions were turned, so that a new line does not turn them back

/** The turn that is shown and its newest line: only what comes after is new. */
function counted() {
  const lines = [...live.querySelectorAll("[data-own], [data-caption]")]
  return { turn: live.querySelector("[data-turn]")?.dataset.turn ?? "", last: Math.max(0, ...lines.map(numberOf)) }
}

const newest = () => [...live.querySelectorAll(".captions__window")].at(-1)

export function beforeParts() {
  back = newest()?.scrollTop ?? 0
}

/** Tells what was added since the last look; nothing of it to the one who said it (`mine`). */
export function heedWritten(mine) {
  const now = counted()
  const last = now.turn === known.turn ? known.last : 0
  known = now
  const name = live.querySelector(".words .words__name")?.textContent ?? ""
  const lines = (hand) => [...live.querySelectorAll(`[data-${hand}]`)].filter((each) => numberOf(each) > last)
  const fresh = (hand) => lines(hand).map((each) => each.innerText.trim())
  if (!mine) {
    for (const words of fresh("own")) sayWritten(name, words)
    const typed = fresh("caption")
    if (typed.length) sayCaption(typed.join(" "))
  }
  if (back && newest()) newest().scrollTop = back
}

/** After words were shown: they leave the form, and what was typed meanwhile stays. */
export function wordsShown(field, sent) {
  field.value = field.value.startsWith(sent) ? field.value.slice(sent.length).trimStart() : field.value
  if (field.form === form && again && field.value.trim()) setTimeout(() => form.requestSubmit())
  again = false
}

// Enter shows a caption; a line typed while the last was still on its way follows it.
let again = false
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
  event.preventDefault()
  if (event.repeat) return
  if (form.dataset.busy) again = true
  else form.requestSubmit()
})

// In a share Enter begins a new line; with Ctrl, or the key Macs have for it, the words are shown.
const share = document.getElementById("words-form")
share?.addEventListener("keydown", (event) => {
  const able = !share.querySelector("[data-if-may]").hidden
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat && able) share.requestSubmit()
})
