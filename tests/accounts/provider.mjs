// A certified OpenID provider on this machine, for the tests. Whoever asks says who they are: an account's number is
// what it claims (name, email, email_verified), so nothing has to be set up.
// Arguments: the port, and the clients as JSON.
import { generateKeyPairSync } from "node:crypto"
import { createServer } from "node:http"
import Provider from "oidc-provider"

const [port, clients] = [Number(process.argv[2]), JSON.parse(process.argv[3])]
const issuer = `http://127.0.0.1:${port}`
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })

const provider = new Provider(issuer, {
  clients,
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: ["for the tests alone"] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...JSON.parse(Buffer.from(id, "base64url")) }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: "of-the-tests" }] },
  pkce: { required: () => true },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope("openid email profile")
    await grant.save()
    return grant
  },
})

const answer = provider.callback()
const server = createServer(async (request, response) => {
  const url = new URL(request.url, issuer)
  if (url.pathname === "/favicon.ico") {
    response.statusCode = 204
    return response.end()
  }
  if (!url.pathname.startsWith("/interaction/")) return answer(request, response)
  const account = url.searchParams.get("account")
  if (account) return provider.interactionFinished(request, response, { login: { accountId: account } })
  if (url.searchParams.has("refuse")) {
    return provider.interactionFinished(request, response, { error: "access_denied", error_description: "The person went back." })
  }
  response.setHeader("content-type", "text/html; charset=utf-8")
  response.end(`<!doctype html><html lang="en"><title>Provider</title><h1>Who are you?</h1>
<form><label>Account <input name="account"></label><button>Sign in</button></form><form><button name="refuse" value="1">Go back</button></form></html>`)
})
server.listen(port, "127.0.0.1", () => console.log("listening"))
