// Steps of a list, one at a time, with buttons. Without scripts all steps stand one under another.
const DURATION = 900

export function watchSteps() {
  for (const list of document.querySelectorAll("[data-steps]")) makeStepper(list)
}

function makeStepper(list) {
  const steps = [...list.children]
  const back = button("Back")
  const next = button("Next")
  const all = button("Show all steps")
  const told = document.createElement("p")
  told.className = "pl-stepper__at"
  told.setAttribute("aria-live", "polite")
  const bar = document.createElement("div")
  bar.className = "pl-stepper"
  bar.setAttribute("role", "group")
  bar.setAttribute("aria-label", "Steps")
  bar.append(back, next, all, told)
  list.before(bar)
  let at = 0
  let together = false

  function show() {
    steps.forEach((step, i) => { step.hidden = !together && i !== at })
    setOff(back, together || at === 0)
    setOff(next, together || at === steps.length - 1)
    all.textContent = together ? "One at a time" : "Show all steps"
    told.textContent = together ? `All ${steps.length} steps` : `Step ${at + 1} of ${steps.length}: ${titleOf(steps[at])}`
    if (!together) move(steps[at])
  }

  function go(by) {
    const to = at + by
    if (together || to < 0 || to >= steps.length) return
    at = to
    show()
  }

  back.addEventListener("click", () => go(-1))
  next.addEventListener("click", () => go(1))
  all.addEventListener("click", () => { together = !together; show() })
  bar.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") go(1)
    if (event.key === "ArrowLeft") go(-1)
  })
  show()
}

function button(words) {
  const made = document.createElement("button")
  made.type = "button"
  made.className = "govuk-button govuk-button--secondary"
  made.textContent = words
  return made
}

// Not `disabled`: a button that has the focus keeps it.
function setOff(one, off) {
  one.setAttribute("aria-disabled", String(off))
}

function titleOf(step) {
  return step.querySelector("h3").textContent.replace(/^\d+\.\s*/, "")
}

// Dots glide from where they stood the year before, unless the reader has asked for less motion.
function move(step) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return
  for (const dot of step.querySelectorAll(".ch-moves")) {
    dot.animate([{ cx: dot.dataset.from }, { cx: dot.getAttribute("cx") }], { duration: DURATION, easing: "ease-in-out" })
  }
}
