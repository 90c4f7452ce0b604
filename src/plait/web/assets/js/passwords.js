// While a password is chosen, a sentence says how hard it is to guess. The server judges it as it does when it is sent.
const WAIT = 600 // milliseconds after the last key

export function watchPasswords() {
  for (const field of document.querySelectorAll("input[data-strength]")) watch(field)
}

function watch(field) {
  const told = document.getElementById(`${field.id}_strength`)
  let waiting = 0
  let asking = new AbortController()
  const stop = () => {
    clearTimeout(waiting)
    asking.abort()
  }
  field.addEventListener("input", () => {
    stop()
    asking = new AbortController()
    waiting = setTimeout(ask, WAIT, field, told, asking.signal)
  })
  // Once it is sent, the form's token may hold no longer: whoever signs in is given another.
  field.form.addEventListener("submit", stop)
}

async function ask(field, told, signal) {
  const words = field.value === "" ? "" : await judge(field, signal)
  if (!signal.aborted) told.innerHTML = words
}

async function judge(field, signal) {
  const form = field.form
  const sent = new FormData()
  sent.set("csrfmiddlewaretoken", form.querySelector("input[name=csrfmiddlewaretoken]").value)
  sent.set("password", field.value)
  sent.set("email", form.querySelector("input[type=email]")?.value ?? "")
  sent.set("name", form.querySelector("input[name=name]")?.value ?? "")
  try {
    const answer = await fetch(field.dataset.strength, { method: "POST", body: sent, signal })
    return answer.ok ? await answer.text() : "" // it is judged again when it is sent
  } catch {
    return ""
  }
}
