// Every act is a form that works without this script. With it, the form is sent in the background, sent again when the answer
// was lost (the key makes that harmless), and what stood in the way is said without losing anything typed.

const TRIES = 6 // over some seven seconds: a part of the house may be starting anew

export class Acts {
  #refused
  #before = new Map()
  #after
  #over

  constructor({ refused, after, over }) {
    this.#refused = refused
    this.#after = after
    this.#over = over
    document.addEventListener("submit", (event) => {
      const form = event.target.closest("form[data-act]")
      if (!form) return
      event.preventDefault()
      if (form.dataset.busy) return
      form.dataset.busy = "1"
      this.#run(form, event.submitter).finally(() => delete form.dataset.busy)
    })
  }

  /** Something to finish before an act goes out: its microphone, its last word. Returning false stops the act. */
  before(verb, work) {
    this.#before.set(verb, work)
  }

  async #run(form, button) {
    const verb = button?.dataset.act ?? form.dataset.act
    if ((await this.#before.get(verb)?.()) === false) return
    const sent = form.elements.words?.value ?? ""
    if (await this.send(form, { button })) this.#after(verb, form, sent)
  }

  /** Sends a form's act; true when it was done. Quietly: nobody pressed anything, so nobody is told that it did not matter. */
  async send(form, { quietly = false, button = null } = {}) {
    const body = new FormData(form, button?.name ? button : null)
    body.set("key", freshKey())
    const say = quietly ? () => {} : (words) => this.#say(words)
    say("")
    for (let tries = 1; ; tries += 1) {
      const answer = await post(button?.hasAttribute("formaction") ? button.formAction : form.action, body)
      if (answer?.ok) return true
      if (answer?.status === 410) return this.#over()
      if (answer && answer.status < 500) {
        say((await answer.json().catch(() => ({}))).say ?? this.#refused.dataset.unanswered)
        return false
      }
      if (tries === TRIES) {
        say(this.#refused.dataset.unanswered)
        return false
      }
      await new Promise((done) => setTimeout(done, 300 * tries + Math.random() * 500))
    }
  }

  #say(words) {
    this.#refused.textContent = words
    this.#refused.hidden = !words
  }
}

async function post(address, body) {
  try {
    return await fetch(address, { method: "POST", body, headers: { "X-Circle": "1" }, redirect: "error" })
  } catch {
    return null
  }
}

function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
