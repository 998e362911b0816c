// On a shared device the browser is asked to remember nothing that is typed here; on one's own it may.

const answers = document.querySelectorAll("[name=device]")
const fields = document.querySelectorAll("[data-autocomplete]")

function remember() {
  const mine = document.querySelector("[name=device]:checked")?.value === "mine"
  for (const field of fields) field.autocomplete = mine ? field.dataset.autocomplete : "off"
}

for (const answer of answers) answer.addEventListener("change", remember)
remember()
