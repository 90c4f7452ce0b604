// Filters are <details>: one open at a time; Escape, or a click elsewhere, closes it.
const OPEN = "details.pl-filter[open]"

export function watchFilters() {
  document.addEventListener("click", (event) => {
    for (const filter of document.querySelectorAll(OPEN)) {
      if (!filter.contains(event.target)) filter.open = false
    }
  })
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    const filter = event.target.closest?.(OPEN)
    if (!filter) return
    filter.open = false
    filter.querySelector("summary").focus()
  })
}
