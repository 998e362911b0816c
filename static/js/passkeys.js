// Passkeys: what the server asks is handed to the browser, and what the browser answers goes back with the form.
// A form says which with data-passkey ("create" or "get"); its words are in data attributes.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")

function opened({ publicKey: asked }) {
  const ids = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }))
  return {
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      ...(asked.user && { user: { ...asked.user, id: bytes(asked.user.id) } }),
      ...(asked.excludeCredentials && { excludeCredentials: ids(asked.excludeCredentials) }),
    },
  }
}

function written({ id, rawId, type, response }) {
  const said = { clientDataJSON: text(response.clientDataJSON) }
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = text(response[part])
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: said, clientExtensionResults: {} })
}

async function answer(form) {
  const asked = await fetch(form.dataset.begin, { method: "POST", body: new FormData(form) })
  const options = await asked.json()
  if (!asked.ok) return say(form, options.refused || form.dataset.failed)
  const credential = await navigator.credentials[form.dataset.passkey](opened(options))
  form.elements.credential.value = written(credential)
  form.submit()
}

function say(form, words) {
  form.querySelector("[data-said]").textContent = words
}

// On a device that others use no passkey is offered.
function offer(form) {
  const device = document.querySelector("[name=device]:checked")
  form.hidden = Boolean(device) && device.value !== "mine"
}

if (window.PublicKeyCredential) {
  for (const other of document.querySelectorAll("[data-without-passkeys]")) other.hidden = true
  for (const form of document.querySelectorAll("[data-passkey]")) {
    offer(form)
    for (const choice of document.querySelectorAll("[name=device]")) choice.addEventListener("change", () => offer(form))
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      say(form, "")
      answer(form).catch(() => say(form, form.dataset.failed))
    })
  }
}
