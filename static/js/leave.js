// "Leave quickly": the button, or Shift three times. Whatever holds a microphone or a place hears `leave-quickly` first and lets
// go; the page may name in <body data-leave-action> the form address that tells the server. Then an empty page takes this one's place.

const PRESSES = 3
const WITHIN = 1500 // ms

const form = document.querySelector("[data-leave]")
let presses = []

function leave() {
  document.dispatchEvent(new CustomEvent("leave-quickly"))
  const action = document.body.dataset.leaveAction
  if (action) navigator.sendBeacon(action, farewell())
  location.replace(form.dataset.to)
}

function farewell() {
  const words = new FormData()
  const token = document.querySelector("[name=csrfmiddlewaretoken]")
  if (token) words.set("csrfmiddlewaretoken", token.value)
  return words
}

function countShift(event) {
  if (event.key !== "Shift" || event.repeat) {
    if (event.key !== "Shift") presses = []
    return
  }
  presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN)
  if (presses.length >= PRESSES) leave()
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    leave()
  })
  document.addEventListener("keydown", countShift)
}
