// Before sitting down: whoever may speak sees that the microphone works. Nothing leaves this device.

import { choice } from "./prefs.js"
import { Voice } from "./voice/voice.js"

const form = document.getElementById("door")
const check = document.getElementById("microphone-check")
const level = document.getElementById("level")
let voice = null

function tell(name) {
  for (const each of check.querySelectorAll("[data-mic]")) each.hidden = each.dataset.mic !== name
}

async function open() {
  check.hidden = false
  if (!Voice.possible().speak) return tell("none")
  voice = new Voice({ url: "/" })
  voice.setMicrophone(choice("microphone") ?? "")
  voice.addEventListener("level", (event) => {
    level.value = event.detail
    if (event.detail > 8) tell("heard")
  })
  try {
    tell((await voice.openMicrophone()) === false ? "none" : "quiet")
  } catch {
    tell("none")
  }
}

function shut() {
  check.hidden = true
  voice?.close()
  voice = null
}

form?.addEventListener("change", (event) => {
  if (event.target.name !== "how") return
  if (event.target.value === "speak" && choice("writing") !== true) open() // whoever writes is never asked for one
  else shut()
})
addEventListener("pagehide", shut)
document.addEventListener("leave-quickly", shut)
