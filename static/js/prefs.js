// What a person chose for themselves: how they hear, what they are told, how they take part. It stays in this browser, names
// nobody and no circle, and is sent nowhere; a server learns only that it should send less. Every control with
// data-choice="…" keeps its own.

const STORE = "comfort"
const followers = new Map()
let chosen = kept()

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(STORE))
    return found && typeof found === "object" && !Array.isArray(found) ? found : {}
  } catch {
    return {} // a browser that keeps nothing still keeps it for this page
  }
}

function keep() {
  try {
    if (Object.keys(chosen).length) localStorage.setItem(STORE, JSON.stringify(chosen))
    else localStorage.removeItem(STORE)
  } catch {}
}

/** What was chosen under this name, or undefined. */
export const choice = (name) => chosen[name]

export function choose(name, value) {
  chosen[name] = value
  keep()
  tell(name)
}

/** Does `work` with what is chosen, now and whenever it changes. */
export function follow(name, work) {
  followers.set(name, [...(followers.get(name) ?? []), work])
  work(chosen[name])
}

export function forget() {
  const names = Object.keys(chosen)
  chosen = {}
  keep()
  names.forEach(tell)
}

function tell(name) {
  for (const control of document.querySelectorAll(`[data-choice="${name}"]`)) showIn(control)
  for (const work of followers.get(name) ?? []) work(chosen[name])
}

/** Lets a control show what is chosen; unchosen, what it showed when the page came. */
export function showIn(control) {
  const value = chosen[control.dataset.choice]
  if (control.type === "checkbox") control.checked = typeof value === "boolean" ? value : control.defaultChecked
  else if ([...control.options].some((each) => each.value === value)) control.value = value
  else control.selectedIndex = Math.max(0, [...control.options].findIndex((each) => each.defaultSelected))
}

document.addEventListener("change", ({ target }) => {
  if (target.dataset?.choice) choose(target.dataset.choice, target.type === "checkbox" ? target.checked : target.value)
})
for (const control of document.querySelectorAll("[data-choice]")) showIn(control)
