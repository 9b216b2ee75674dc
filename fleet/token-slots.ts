import { z } from "zod";
import { PAD_KINDS, type PadKind } from "./links.ts";

const slot = z.enum(["a", "b"]);

export type Slot = z.output<typeof slot>;

/**
 * The two places a landing pad has for a token. A rotation fills the other one, moves `current` to it, waits until
 * every peer uses it, and empties the old one: at no moment is there a peer without a valid token.
 *
 * `filled` names them in the order in which they were filled: with both of them filled it tells a rotation whose
 * pointer has yet to move (`current` is the first) from one whose old token is yet to go (`current` is the second).
 */
export const tokenSlots = z
  .strictObject({ filled: z.array(slot).min(1), current: slot })
  .refine(({ filled, current }) => filled.includes(current), {
    error: "current names a slot that is not filled",
  })
  .refine(({ filled }) => new Set(filled).size === filled.length, {
    error: "filled names a slot twice",
  });

export type TokenSlots = z.output<typeof tokenSlots>;

export const INITIAL_SLOTS: TokenSlots = { filled: ["a"], current: "a" };

/** What config `archipelago:tokenSlots` of a region stack holds: slots by cluster, then by kind of landing pad. */
export const slotsByCluster = z.record(z.string(), z.partialRecord(z.enum(PAD_KINDS), tokenSlots));

export type SlotsByCluster = z.output<typeof slotsByCluster>;

/** The service account behind a landing pad. */
export function serviceAccountOf(kind: PadKind): string {
  return `landing-pad-${kind}`;
}

/** The Secret that holds the token of a slot. */
export function tokenSecretOf(kind: PadKind, slot: Slot): string {
  return `${serviceAccountOf(kind)}-${slot}`;
}
