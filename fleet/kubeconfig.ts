import { parse } from "yaml";

/** How to reach a cluster and as whom. */
export interface KubeconfigArgs {
  /** Name of the context, its cluster and its user. */
  readonly name: string;
  readonly endpoint: string;
  /** PEM bundle in base64. */
  readonly ca: string;
  /** As in a kubeconfig: `token`, or `client-certificate-data` and `client-key-data`, or `exec`. */
  readonly user: object;
  /** What else a kubeconfig says of a cluster: `proxy-url`, `tls-server-name`. */
  readonly cluster?: object;
}

type Entry = Readonly<Record<string, unknown>>;

/**
 * A kubeconfig with one context, as JSON (which is YAML, and has one way to write a thing: equal content gives
 * equal text, so nothing downstream sees a change that is none).
 */
export function kubeconfigFor({ name, endpoint, ca, user, cluster = {} }: KubeconfigArgs): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": ca, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}

/** Address and certificate authority of the cluster that a kubeconfig's current context names. */
export function accessOf(kubeconfig: string): { endpoint: string; ca: string } {
  const { endpoint, ca } = readContext(kubeconfig);
  return { endpoint, ca };
}

/**
 * What one context of a kubeconfig says, its current one unless named. Certificates, keys and tokens that it names as
 * files are read with `readFile` (base64), so that the result stands alone.
 * @throws Error that says what is missing, without repeating anything of the content.
 */
export function readContext(
  kubeconfig: string,
  context?: string,
  readFile?: (path: string) => string,
): KubeconfigArgs {
  const config = parseKubeconfig(kubeconfig);
  const current = config["current-context"];
  const name = context ?? (typeof current === "string" ? current : "");
  const found = entryOf(config, "context", name);
  if (found === undefined) {
    const names = namesOf(config, "context").join(", ");
    throw new Error(`The kubeconfig has no context "${name}"; it has: ${names === "" ? "none" : names}.`);
  }
  const { server, ...cluster } = entryOf(config, "cluster", found.cluster) ?? {};
  const user = entryOf(config, "user", found.user);
  if (typeof server !== "string" || user === undefined) {
    throw new Error(
      `Context "${name}" of the kubeconfig names a cluster or a user that it does not describe.`,
    );
  }
  const { "certificate-authority-data": ca, ...rest } = withFiles(cluster, readFile);
  if (typeof ca !== "string")
    throw new Error(`Context "${name}" of the kubeconfig has no certificate authority.`);
  const settings = Object.keys(rest).length === 0 ? {} : { cluster: rest };
  return { name, endpoint: server, ca, user: withFiles(user, readFile), ...settings };
}

function parseKubeconfig(text: string): Entry {
  try {
    // Neither its errors nor its warnings are shown: both quote the line, and there may be a token on it.
    const config: unknown = parse(text, { logLevel: "error" });
    return isEntry(config) ? config : {};
  } catch {
    throw new Error("The kubeconfig is not valid YAML.");
  }
}

/** What a kubeconfig says under a name in one of its three lists: `clusters`, `users`, `contexts`. */
function entryOf(config: Entry, kind: "cluster" | "user" | "context", name: unknown): Entry | undefined {
  const entry = listOf(config, kind).find((candidate) => candidate.name === name)?.[kind];
  return isEntry(entry) ? entry : undefined;
}

function namesOf(config: Entry, kind: "context"): string[] {
  return listOf(config, kind).map(({ name }) => String(name));
}

function listOf(config: Entry, kind: string): Entry[] {
  const list = config[`${kind}s`];
  return Array.isArray(list) ? list.filter(isEntry) : [];
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keys that name a file, with the key that holds its content instead, and whether that is in base64. */
const FILES = [
  { key: "certificate-authority", inline: "certificate-authority-data", base64: true },
  { key: "client-certificate", inline: "client-certificate-data", base64: true },
  { key: "client-key", inline: "client-key-data", base64: true },
  { key: "tokenFile", inline: "token", base64: false },
];

/** The entry with the content of files in their place. As for kubectl, content that is there already wins. */
function withFiles(entry: Entry, readFile: ((path: string) => string) | undefined): Entry {
  const result: Record<string, unknown> = { ...entry };
  for (const { key, inline, base64 } of FILES) {
    const file = entry[key];
    if (typeof file !== "string") continue;
    Reflect.deleteProperty(result, key);
    if (entry[inline] !== undefined) continue;
    if (readFile === undefined)
      throw new Error(`The kubeconfig names a file for ${key}; it has to hold the content.`);
    const content = readFile(file);
    result[inline] = base64 ? content : Buffer.from(content, "base64").toString().trim();
  }
  return result;
}
