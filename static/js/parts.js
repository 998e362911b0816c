// Puts what the server rendered where it belongs. Only the parts that changed are touched; no form lies in any of them, so
// nothing typed can be lost. What this person may do is shown and hidden where it stands.

const shown = new Map()

/** Replaces each changed part; gives the names of those that did. */
export function showParts(html) {
  const fresh = document.createElement("template")
  fresh.innerHTML = html
  const changed = []
  for (const part of fresh.content.querySelectorAll("[data-part]")) {
    const old = document.querySelector(`#live [data-part="${part.dataset.part}"]`)
    const source = part.outerHTML
    if (!old || shown.get(part.dataset.part) === source) continue
    const unfolded = old.querySelector("details")?.open
    old.replaceChildren(...part.childNodes)
    if (unfolded) old.querySelector("details")?.setAttribute("open", "")
    Object.assign(old.dataset, part.dataset)
    shown.set(part.dataset.part, source)
    changed.push(part.dataset.part)
  }
  return changed
}

/** Lets every choice of a person follow who is here; whoever was chosen stays chosen while they are. */
export function showWhom(myPlace) {
  const here = [...document.querySelectorAll("#live .people [data-place]")].filter((each) => each.dataset.place !== myPlace)
  for (const choice of document.querySelectorAll("select[data-whom]")) {
    const chosen = choice.value
    choice.replaceChildren(...here.map((each) => new Option(each.textContent, each.dataset.place)))
    choice.value = chosen
    if (!choice.value && here.length) choice.selectedIndex = 0
  }
}

/** Lets the closing form offer what was counted and read by now; what somebody has put there themselves stays. */
export function showHeld() {
  const { most, segment } = document.querySelector('#live [data-part="people"]').dataset
  for (const field of document.querySelectorAll("input[data-most]")) field.defaultValue = most
  for (const field of document.querySelectorAll("input[data-reading]")) field.defaultChecked = Number(field.value) <= segment
}

// A number is not a decision: Enter in it closes nothing.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input[data-most]")) event.preventDefault()
})

/** Shows what this person may do now. */
export function showMine(mine) {
  const may = new Set(mine.may.split(" "))
  for (const form of document.querySelectorAll("[data-act]")) {
    const typed = form.querySelector("textarea")?.value
    form.hidden = !may.has(form.dataset.act) && !typed
  }
  for (const each of document.querySelectorAll("[data-if-may]")) each.hidden = !may.has(each.dataset.ifMay)
  const told = new Set((mine.told ?? "").split(" "))
  for (const each of document.querySelectorAll("[data-told]")) each.hidden = !told.has(each.dataset.told)
  for (const each of document.querySelectorAll("[data-my-is]")) each.hidden = !each.dataset.myIs.split(" ").includes(mine.my)
}
