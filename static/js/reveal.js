// A button beside a password that shows what is typed.

for (const button of document.querySelectorAll("[data-reveals]")) {
  const field = document.getElementById(button.dataset.reveals)
  button.hidden = false
  button.addEventListener("click", () => {
    const shown = field.type === "password"
    field.type = shown ? "text" : "password"
    button.textContent = shown ? button.dataset.hide : button.dataset.show
  })
  // What is sent is never left readable on the screen.
  field.form.addEventListener("submit", () => (field.type = "password"))
}
