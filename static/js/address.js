// When the lock is changed the circle has a new address. This page goes along without being loaded again: what is being said
// or written goes on. The sockets stay as they are; their room is the same, and their proof holds for as long as one sits here.

const ADDRESSES = ["action", "formaction", "href", "src", "data-push", "data-voice", "data-state", "data-here", "data-leave-action"]

/** Gives everything on this page the circle's new address, and its line in the address bar. */
export function moveTo(root, at) {
  const [was, is] = [`/circles/${root.dataset.at}/`, `/circles/${at}/`]
  if (was === is) return
  for (const name of ADDRESSES) {
    for (const each of document.querySelectorAll(`[${name}*="${was}"]`)) {
      each.setAttribute(name, each.getAttribute(name).replace(was, is))
    }
  }
  root.dataset.at = at
  history.replaceState(null, "", is)
}
