import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { join } from "./tree.ts";

/*
 * What the engine tells a pack, and the SDK of the packs does not hand on. It takes the marks of secrets off before a
 * policy runs (engine: pulumi 3.259, sdk/go/common/resource/plugin/analyzer_plugin.go, KeepSecrets; SDK:
 * @pulumi/policy 1.21, deserialize.js), and makes promises of what files hold. Both are read on the way. If a later SDK
 * does not let itself be watched, nothing counts as secret and no file can be read, and rules refuse what they would
 * have let through.
 */

/** pulumi, sdk/nodejs/runtime/rpc.ts. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";

const NOTES = Symbol("what the SDK does not hand on");

interface Notes {
  readonly secrets: Set<string>;
  /** By where it stands: its text, or how to get it. */
  readonly assets: Map<string, () => string | undefined>;
}

interface Struct {
  toJavaScript(): Record<string, unknown>;
}

interface Deserialize {
  deserializeProperties: (struct: Struct, proxySecrets: boolean) => object;
}

/**
 * From now on the properties that policies get carry what is secret in them, and what files hold.
 *
 * @param folder In which the engine runs: paths of files start there.
 */
export function watchWire(folder: string): void {
  const require = createRequire(import.meta.url);
  const sdk = require("@pulumi/policy/deserialize") as Deserialize;
  const original = sdk.deserializeProperties;
  sdk.deserializeProperties = (struct, proxySecrets) => {
    // Read when somebody asks: most resources are asked for neither. As a value that cannot change, since the SDK's proxy
    // hands on nothing else as it is.
    let notes: Notes | undefined;
    const read = () => (notes ??= notesIn(struct, folder));
    return Object.defineProperty(original(struct, proxySecrets), NOTES, { value: read });
  };
}

/** Whether what stands at a path is secret, by itself or within something that is. */
export function secrecyOf(properties: object): (path: string) => boolean {
  const secrets = [...(notesOf(properties)?.secrets ?? [])];
  return (path) =>
    secrets.some((secret) => path.startsWith(secret) && /^([.[]|$)/.test(path.slice(secret.length)));
}

/** The text of the file that stands at a path; `undefined` if there is none, or it cannot be read here. */
export function filesOf(properties: object): (path: string) => string | undefined {
  const assets = notesOf(properties)?.assets;
  return (path) => assets?.get(path)?.();
}

function notesOf(properties: object): Notes | undefined {
  return (properties as { [NOTES]?: () => Notes })[NOTES]?.();
}

function notesIn(struct: Struct, folder: string): Notes {
  const notes: Notes = { secrets: new Set(), assets: new Map() };
  note(struct.toJavaScript(), "", notes, folder);
  return notes;
}

function note(value: unknown, here: string, notes: Notes, folder: string): void {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) note(each, `${here}[${index}]`, notes, folder);
  } else if (typeof value === "object" && value !== null) {
    const map = value as Record<string, unknown>;
    if (map[SIGNATURE] === SECRET) {
      notes.secrets.add(here);
      note(map.value, here, notes, folder);
    } else if (map[SIGNATURE] === ASSET) {
      notes.assets.set(here, () => textOf(map, folder));
    } else for (const [key, each] of Object.entries(map)) note(each, join(here, key), notes, folder);
  }
}

function textOf(asset: Readonly<Record<string, unknown>>, folder: string): string | undefined {
  if (typeof asset.text === "string" && asset.text !== "") return asset.text;
  if (typeof asset.path !== "string" || asset.path === "") return undefined;
  try {
    return readFileSync(path.resolve(folder, asset.path), "utf8");
  } catch {
    return undefined;
  }
}
