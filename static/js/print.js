// A button that prints the page, offered where a script can.

for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false
  button.addEventListener("click", () => print())
}
