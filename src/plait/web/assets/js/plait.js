// Everything here is a convenience: each page works without it.
import "htmx.org"
import { ErrorSummary, NotificationBanner, PasswordInput, SkipLink, createAll } from "govuk-frontend"
import { watchFilters } from "./filters.js"
import { watchPasskeys } from "./passkeys.js"
import { watchPasswords } from "./passwords.js"
import { watchSearch } from "./search.js"
import { watchSteps } from "./steps.js"

document.body.classList.add("js-enabled")
for (const component of [ErrorSummary, NotificationBanner, PasswordInput, SkipLink]) createAll(component)
watchFilters()
watchPasskeys()
watchPasswords()
watchSearch()
watchSteps()
