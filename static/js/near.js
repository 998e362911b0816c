// "Near me": asks the browser for its place, once and when pressed, and looks there. Rounded to about a kilometre before it leaves.

const button = document.querySelector("[data-near]")
const said = document.querySelector("[data-near-said]")

if (button && navigator.geolocation) {
  button.hidden = false
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(look, refused))
}

function look({ coords }) {
  for (const name of ["latitude", "longitude"]) fill(name, coords[name].toFixed(2))
  button.form.submit()
}

function fill(name, value) {
  const field = button.form.elements[name] ?? Object.assign(document.createElement("input"), { type: "hidden", name })
  field.value = value
  button.form.append(field)
}

function refused() {
  said.textContent = said.dataset.refused
}
