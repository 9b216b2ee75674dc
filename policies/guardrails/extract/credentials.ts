import { parse } from "yaml";
import { at, isMap, join, listOf, type Tree } from "../../tree.ts";
import type { Subject } from "../rule.ts";

/** What a value looks like that nobody may read, and where it stands. Never the value. */
export interface Credential {
  readonly path: string;
  readonly looksLike: string;
}

/** By the form of a text. */
const FORMS: readonly (readonly [string, RegExp])[] = [
  ["a private key", /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----/],
  ["a token (JWT)", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/],
  ["an access key of AWS", /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a token of GitHub", /\b(gh[oprsu]_\w{20,}|github_pat_\w{20,})/],
  ["a token of GitLab", /\bgl(pat|dt|rt|cbt)-[\w-]{20,}/],
  ["a token of Slack", /\bxox[abeoprs]-[\w-]{10,}/],
  ["a webhook of Slack", /hooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/],
  ["an API key of Google", /\bAIza[\w-]{35}/],
  ["a token of Google", /\bya29\.[\w-]{20,}/],
  ["a token of Pulumi", /\bpul-[0-9a-f]{40}\b/],
  ["a token of Vault", /\bhv[bs]\.[\w-]{20,}/],
  ["a token of npm", /\bnpm_\w{36}\b/],
  ["a key of Stripe", /\b[rs]k_(live|test)_\w{16,}/],
  ["a key of age", /\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/],
  ["an address with a password in it", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/:@]+@/i],
  ["an Authorization header", /^(Bearer|Basic) [\w+/=.~-]{8,}$/i],
];

/** By the last word of a name, whatever stands before it: `dbPassword`, `admin_password`, `API-KEY`. */
const NAME =
  /(password|passwd|passphrase|pwd|secret|token|apikey|accesskey|secretkey|privatekey|signingkey|encryptionkey|accountkey|sharedkey|clientsecret|credentials?|kubeconfig|connectionstring|dockerconfigjson|clientkeydata)$/;

/** These say where a secret is, or what kind it is, and not what it is. */
const REFERENCE =
  /(existing|name|ref|use|enable|create|auto|mount|generate|require|rotate|has|is)[a-z]*(secret|token|credentials?|password)$/;

/** Says of everything in a tree that looks like a credential, and is not secret to the engine, where it stands. */
export function* secretsInPlain(
  tree: Tree,
  under: string,
  { isSecret }: Pick<Subject, "isSecret">,
): Generator<string> {
  for (const { path, looksLike } of credentialsIn(tree, under)) {
    if (!isSecret(path))
      yield `${path} looks like ${looksLike}, and is not secret: it would stand in the state in plain`;
  }
}

/**
 * Everything in a tree that looks like a credential. What is not known yet does not: in a preview the SDK of a program
 * drops the mark from a secret whose value it does not know (@pulumi/pulumi 3.259, runtime/rpc.js), so nobody can tell.
 */
export function* credentialsIn(tree: Tree, path: string): Generator<Credential> {
  yield* search(tree, path, undefined);
}

function* search(tree: Tree, path: string, name: string | undefined): Generator<Credential> {
  if (Array.isArray(tree)) {
    for (const [index, each] of (tree as readonly Tree[]).entries())
      yield* search(each, `${path}[${index}]`, name);
  } else if (isMap(tree)) {
    // `{ name: PASSWORD, value: … }`, as the environment of a container has it.
    const called = at(tree, "name") ?? at(tree, "key");
    for (const [key, value] of Object.entries(tree)) {
      yield* search(value, join(path, key), key === "value" && typeof called === "string" ? called : key);
    }
    if (isKubeconfig(tree)) yield { path, looksLike: "a kubeconfig with credentials" };
  } else {
    const looksLike = looks(tree, name);
    if (looksLike !== undefined) yield { path, looksLike };
  }
}

function looks(value: Tree, name: string | undefined): string | undefined {
  if (typeof value === "string") {
    // What the engine shows of a secret that it cannot or may not decrypt.
    if (value === "" || value === "[secret]") return undefined;
    const form = formOf(value) ?? formOf(decoded(value));
    if (form !== undefined) return form;
  }
  if (name === undefined || !saysSecret(name)) return undefined;
  if (typeof value === "number") return "a credential, by its name";
  if (typeof value !== "string" || isPlaceholder(value) || isNameOfSecret(name, value)) return undefined;
  return "a credential, by its name";
}

function formOf(value: string): string | undefined {
  const form = FORMS.find(([, pattern]) => pattern.test(value))?.[0];
  if (form !== undefined) return form;
  if (/["']?(client-key-data|token|password|auths)["']?\s*:/.test(value)) {
    const parsed = parsedYaml(value);
    if (isKubeconfig(parsed)) return "a kubeconfig with credentials";
    if (isMap(at(parsed, "auths"))) return "the login of an image registry";
  }
  return undefined;
}

/** As Kubernetes keeps the data of Secrets. */
function decoded(value: string): string {
  return value.length >= 24 && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value)
    ? Buffer.from(value, "base64").toString("latin1")
    : "";
}

/** One that runs a program to log in holds no credential. */
function isKubeconfig(tree: Tree): boolean {
  return listOf(at(tree, "users")).some((user) =>
    ["token", "client-key-data", "password"].some((key) => {
      const value = at(user, "user", key);
      return typeof value === "string" && value !== "";
    }),
  );
}

function saysSecret(name: string): boolean {
  const plain = plainName(name);
  return NAME.test(plain) && !REFERENCE.test(plain);
}

/** `tls.secret: web-tls`: what is called no more than a secret is often the name of one. */
function isNameOfSecret(name: string, value: string): boolean {
  return (
    /^(|tls|pull|imagepull|ca|cert)(secret|credentials?)$/.test(plainName(name)) &&
    /^[a-z0-9]+([-.][a-z0-9]+)+$/.test(value)
  );
}

function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
}

/** Something that is filled in elsewhere: `${PASSWORD}`, `{{ .Values.password }}`, `$(TOKEN)`, `<password>`. */
function isPlaceholder(value: string): boolean {
  return /^(\$\{[^}]*\}|\$\([^)]*\)|\{\{.*\}\}|<[^>]*>|true|false|none|null)$/is.test(value.trim());
}

function parsedYaml(yaml: string): Tree {
  try {
    return parse(yaml) as Tree;
  } catch {
    return null;
  }
}
