// Suggestions are links that HTMX puts under a search box; arrow keys walk them, Escape puts them away.
export function watchSearch() {
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.(".pl-find")
    if (!box) return
    const links = [...box.querySelectorAll(".pl-suggestions a")]
    if (event.key === "Escape") return close(box)
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
    if (links.length === 0) return
    event.preventDefault()
    const stops = [box.querySelector("input"), ...links]
    const here = stops.indexOf(document.activeElement)
    const step = event.key === "ArrowDown" ? 1 : -1
    stops[(here + step + stops.length) % stops.length].focus()
  })
  document.addEventListener("click", (event) => {
    for (const box of document.querySelectorAll(".pl-find")) if (!box.contains(event.target)) empty(box)
  })
  document.addEventListener("input", (event) => {
    const box = event.target.closest?.(".pl-find")
    if (box && event.target.value !== "") delete box.dataset.closed // Escape empties the field itself in some browsers
  })
  // An answer that comes late takes no suggestion away that is about to be followed, and opens nothing that was put away.
  document.addEventListener("htmx:before:swap", (event) => {
    const box = event.target.closest?.(".pl-find")
    if (box && ("closed" in box.dataset || document.activeElement !== event.target)) event.preventDefault()
  })
}

function close(box) {
  empty(box)
  box.dataset.closed = ""
  box.querySelector("input").focus()
}

function empty(box) {
  box.querySelector(".pl-suggestions")?.replaceChildren()
}
