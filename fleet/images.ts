import type { Override } from "./declaration/schema.ts";

/** The parts of an image reference, `registry/repository:tag@digest`; all but the repository may be missing. */
export interface Image {
  /** Host, with a port if it has one: `ghcr.io`, `localhost:5000`. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

/**
 * Takes an image reference apart by the rules of https://github.com/distribution/reference: the first component is a
 * registry if it has a dot, a colon or an upper-case letter, or is `localhost`; else the image is one of the default
 * registry. No defaults are filled in, so that the parts make up the same text again.
 */
export function parseImage(reference: string): Image {
  const [named = "", digest] = reference.split("@");
  const slash = named.indexOf("/");
  const first = named.slice(0, Math.max(slash, 0));
  const registry = /[.:A-Z]|^localhost$/.test(first) ? first : undefined;
  const path = registry === undefined ? named : named.slice(slash + 1);
  const colon = path.indexOf(":");
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? undefined : path.slice(colon + 1);
  return { repository, ...defined({ registry, tag, digest }) };
}

/** The reference that the parts make up. */
export function formatImage({ registry, repository, tag, digest }: Image): string {
  const path = registry === undefined ? repository : `${registry}/${repository}`;
  return `${path}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

/**
 * A reference with some parts replaced. A repository may bring its registry. A tag and a digest belong together: who
 * replaces one drops the other, or the tag would lie and the digest would win.
 */
export function overrideImage(reference: string, parts: NonNullable<Override["image"]>): string {
  const { registry, repository, tag, digest } = parts;
  const { tag: oldTag, digest: oldDigest, ...place } = parseImage(reference);
  const version =
    tag === undefined && digest === undefined ? { tag: oldTag, digest: oldDigest } : { tag, digest };
  const moved = repository === undefined ? {} : parseImage(repository);
  return formatImage({ ...place, ...moved, ...defined({ registry, ...version }) });
}

/** Without what is undefined, so that spreading it leaves the other side alone. */
function defined<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
