// Whoever moves by keyboard is never dropped: when what they held is hidden, the next thing to do receives the focus.

let held = null

document.addEventListener("focusin", (event) => (held = event.target))

new MutationObserver(() => {
  const lost = document.activeElement === document.body || !document.activeElement.checkVisibility()
  if (!lost || !held?.isConnected || held.checkVisibility()) return
  next(held).focus({ preventScroll: true })
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["hidden"] })

function next(from) {
  const near = from.closest(".mine, .mine__acts") ? [...document.querySelectorAll(".mine__acts button")] : []
  const after = [...document.querySelectorAll("#main :is(a[href], button, summary, select, textarea, input)")].filter(
    (each) => from.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING,
  )
  return [...near, ...after].find((each) => each.checkVisibility()) ?? document.getElementById("main")
}

// A key held down presses a button again and again: what was begun with it must not be ended by it.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.closest("form[data-act] button")) event.preventDefault()
})
