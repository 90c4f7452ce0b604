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
}

function close(box) {
  empty(box)
  box.querySelector("input").focus()
}

function empty(box) {
  box.querySelector(".pl-suggestions")?.replaceChildren()
}
