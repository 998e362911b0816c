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
    old.replaceChildren(...part.childNodes)
    Object.assign(old.dataset, part.dataset)
    shown.set(part.dataset.part, source)
    changed.push(part.dataset.part)
  }
  return changed
}

/** Shows what this person may do now. */
export function showMine(mine) {
  const may = new Set(mine.may.split(" "))
  for (const form of document.querySelectorAll("[data-act]")) {
    const typed = form.querySelector("textarea")?.value
    form.hidden = !may.has(form.dataset.act) && !typed
  }
  for (const each of document.querySelectorAll("[data-if-may]")) each.hidden = !may.has(each.dataset.ifMay)
  for (const each of document.querySelectorAll("[data-my-is]")) each.hidden = !each.dataset.myIs.split(" ").includes(mine.my)
}
