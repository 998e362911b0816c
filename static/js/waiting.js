// Waiting at the door: looks again every few seconds, quietly, and goes in when the door opens. What is asked and answered is
// only that: whether to wait on, or where to go.

const waiting = document.getElementById("waiting")
const LOOK = 3000 // ms; spread a little, so that a full doorstep does not look all at once

async function look() {
  const answer = await fetch(location.pathname, { headers: { "X-Circle": "1" } }).catch(() => null)
  const said = answer?.ok ? await answer.json().catch(() => null) : null
  if (said?.to) return location.replace(said.to)
  if (said && said.state !== waiting.dataset.state) return location.reload()
  setTimeout(look, LOOK + Math.random() * 1000)
}

setTimeout(look, LOOK)
