import { z } from "zod";

const slot = z.enum(["a", "b"]);

/**
 * The two places a landing pad has for a token. A rotation fills the other one, moves `current` to it, waits until
 * every peer uses it, and empties the old one: at no moment is there a peer without a valid token.
 */
export const tokenSlots = z
  .strictObject({ filled: z.array(slot).min(1), current: slot })
  .refine(({ filled, current }) => filled.includes(current), {
    error: "current names a slot that is not filled",
  });

export type TokenSlots = z.output<typeof tokenSlots>;

export const INITIAL_SLOTS: TokenSlots = { filled: ["a"], current: "a" };
