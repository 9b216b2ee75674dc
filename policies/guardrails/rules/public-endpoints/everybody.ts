import type { Tree } from "../../../tree.ts";

/** A range of addresses that leaves nobody out; half of the internet is no better. */
export function isEverybody(cidr: Tree): boolean {
  return typeof cidr === "string" && /\/[01]$/.test(cidr.trim());
}
