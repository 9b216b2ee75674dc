import type { Exception } from "./profile.ts";

/** The exception that covers a resource on a day; one that has ended covers nothing, and is named. */
export interface Cover {
  readonly active: Exception | undefined;
  readonly ended: Exception | undefined;
}

export function coverOf(urn: string, exceptions: readonly Exception[], today: string): Cover {
  const matching = exceptions.filter(({ match }) => globToPattern(match).test(urn));
  return {
    active: matching.find(({ expires }) => today <= expires),
    ended: matching.find(({ expires }) => today > expires),
  };
}

const patterns = new Map<string, RegExp>();

/** As in `pulumi --target`: `**` is anything, `*` anything but a colon. */
export function globToPattern(glob: string): RegExp {
  const before = patterns.get(glob);
  if (before !== undefined) return before;
  const source = glob
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === "**" ? ".*" : part === "*" ? "[^:]*" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  const pattern = new RegExp(`^${source}$`, "s");
  patterns.set(glob, pattern);
  return pattern;
}
