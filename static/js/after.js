// The after-meeting's page: shows who is here and what is said, and sends what this person says. No clock, no turns, no voice.

import { Acts } from "./acts.js"
import { showMine, showParts, showWhom } from "./parts.js"
import { Push } from "./push.js"

const root = document.getElementById("after")
const live = document.getElementById("live")
const words = document.getElementById("words")
const refused = document.getElementById("refused")
const onlyTwo = document.querySelector("#only-two span")

const acts = new Acts({ refused, after: cleared, over: end })
const push = new Push(root.dataset.push)
let version = -1
let leaving = false

function cleared(verb, form) {
  if (verb === "say") form.reset()
}

function show({ mine, html }) {
  if (mine.v < version) return
  version = mine.v
  showParts(html)
  showLines(html)
  showWhom(root.dataset.place)
  showQuieted()
  showMine(mine)
  onlyTwo.hidden = !mine.two
}

/** Adds what is new and takes away what is gone, so that a screen reader hears each line once and nobody loses their place. */
function showLines(html) {
  const fresh = document.createElement("template")
  fresh.innerHTML = html
  const talk = document.getElementById("talk")
  const lines = [...fresh.content.querySelectorAll("[data-line]")]
  const known = new Map([...talk.children].map((each) => [each.dataset.line, each]))
  const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 40
  const kept = new Set(lines.map((each) => each.dataset.line))
  for (const [number, each] of known) if (!kept.has(number)) each.remove()
  for (const line of lines) {
    const old = known.get(line.dataset.line)
    if (!old) talk.insertBefore(line, [...talk.children].find((each) => Number(each.dataset.line) > Number(line.dataset.line)) ?? null)
    else if (old.innerHTML !== line.innerHTML) old.replaceChildren(...line.childNodes)
  }
  if (atEnd) talk.scrollTop = talk.scrollHeight
}

function showQuieted() {
  const quieted = [...live.querySelectorAll('[data-part="quieted"] [data-place]')]
  const others = quieted.filter((each) => each.dataset.place !== root.dataset.place)
  const choice = document.querySelector("[data-quieted]")
  const chosen = choice.value
  choice.replaceChildren(...others.map((each) => new Option(each.textContent, each.dataset.place)))
  choice.value = chosen
  if (!choice.value && others.length) choice.selectedIndex = 0
}

/** It is over here. What is being written stays with whoever writes it; everything else goes. */
function end() {
  if (leaving) return
  push.close()
  if (!words.value.trim()) return location.replace(root.dataset.here)
  live.replaceChildren()
  refused.textContent = refused.dataset.over
  refused.hidden = false
}

async function mend() {
  const answer = await fetch(root.dataset.state, { headers: { "X-Circle": "1" } }).catch(() => null)
  if (answer?.status === 410 || answer?.status === 404) return end()
  if (!answer?.ok) return
  const text = await answer.text()
  const cut = text.indexOf("\n")
  show({ mine: JSON.parse(text.slice(0, cut)), html: text.slice(cut + 1) })
}

function showLine(line) {
  for (const each of document.querySelectorAll("#line [data-line]")) {
    each.hidden = each.dataset.line !== line && each.dataset.line !== "plain"
  }
}

push.addEventListener("state", (event) => show(event.detail))
push.addEventListener("beat", (event) => event.detail > version && mend())
push.addEventListener("finding", () => showLine("finding"))
push.addEventListener("found", () => showLine("heard"))
push.addEventListener("end", end)
document.addEventListener("leave-quickly", () => {
  leaving = true
  push.close()
})
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/do/leave/")) leaving = true
})
words.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  words.form.requestSubmit()
})
const aloud = document.getElementById("aloud")
aloud.hidden = false
aloud.addEventListener("change", (event) => {
  document.getElementById("talk").setAttribute("aria-live", event.target.checked ? "polite" : "off")
})
const talk = document.getElementById("talk")
talk.scrollTop = talk.scrollHeight
