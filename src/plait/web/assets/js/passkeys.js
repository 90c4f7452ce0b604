// Passkeys and security keys, by what the browser itself offers. Forms that need them are hidden until this has run.
const NONE = "This browser has no passkeys. Sign in or go on in another way, or bring the browser up to date."
const REASONS = {
  NotAllowedError: "Nothing was chosen, or it took too long. Try once more.",
  AbortError: "It was stopped. Try once more.",
  InvalidStateError: "This device holds a passkey of your account already.",
  NotSupportedError: "This device cannot make a passkey of the kind that is asked for.",
  SecurityError: "Passkeys work only where the site is opened by its name and over https. On this very machine, open it as localhost.",
}

export function watchPasskeys() {
  for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form)
}

function prepare(form) {
  const button = form.querySelector("button[type=button]")
  form.hidden = false
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    button.remove()
    tell(form, NONE)
    return
  }
  button.addEventListener("click", () => ask(form, button))
  form.addEventListener("submit", (event) => { // Enter in a field does what the button does
    event.preventDefault()
    ask(form, button)
  })
}

async function ask(form, button) {
  if (button.getAttribute("aria-disabled") === "true") return
  button.setAttribute("aria-disabled", "true")
  tell(form, "")
  try {
    const credential = form.dataset.passkey === "create" ? await create(form) : await get(form)
    field(form).value = JSON.stringify(credential.toJSON())
    form.submit()
  } catch (fault) {
    tell(form, REASONS[fault.name] ?? fault.message)
  } finally {
    button.removeAttribute("aria-disabled")
  }
}

async function create(form) {
  const options = read(form).publicKey
  const alone = form.querySelector("input[name=passwordless]")?.checked
  const wish = options.authenticatorSelection ??= {}
  wish.residentKey = alone ? "required" : "discouraged"
  wish.requireResidentKey = Boolean(alone)
  if (alone) wish.userVerification = "required"
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
}

async function get(form) {
  const options = form.dataset.passkey === "login" ? await fetchOptions(form) : read(form)
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) })
}

async function fetchOptions(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error("The site did not answer as it should. Wait a few minutes and try once more.")
  return (await answer.json()).request_options
}

function read(form) {
  return JSON.parse(document.getElementById(form.dataset.options).textContent)
}

function field(form) {
  return form.querySelector("input[name=credential]")
}

function tell(form, words) {
  form.querySelector("[data-told]").textContent = words
}
