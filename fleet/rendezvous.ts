import { compare } from "./compare.ts";

/**
 * Values in the order in which a key prefers them: rendezvous (highest random weight) hashing, Thaler and
 * Ravishankar 1998. Every key has an order of its own, so that many keys load the values evenly, and a value that
 * comes or goes leaves the order of all others as it was. The order of the input has no influence.
 */
export function preferenceOrder(key: string, values: Iterable<string>): string[] {
  const seed = fnv1a(`${key}\0`);
  return Array.from(values, (value) => ({ value, weight: scramble(fnv1a(value, seed)) }))
    .sort((a, b) => b.weight - a.weight || compare(a.value, b.value))
    .map(({ value }) => value);
}

/** 32-bit FNV-1a over UTF-16 code units, http://www.isthe.com/chongo/tech/comp/fnv/. */
function fnv1a(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** The finalizer of MurmurHash3: FNV alone lets the last character decide too little of the high bits. */
function scramble(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
