import { z } from "zod";
import { isPadKind, type PadKind } from "./links.ts";

/**
 * One of the two slots, `a` or `b`, and from the second time that it is filled on, which time that is: `a2`. Kubernetes
 * makes the token of a Secret from its name and its account and signs it, without a date (kubernetes/kubernetes,
 * pkg/serviceaccount/legacy.go): a Secret of the same name would hold, to the letter, the token that was taken back.
 */
export const slot = z.string().regex(/^[ab]([2-9]|[1-9]\d+)?$/, {
  error: "expected slot a or b, or from the second time on a2, b2, a3 and so on",
});

export type Slot = z.output<typeof slot>;

/** The slot that a rotation fills next: a, b, a2, b2, a3… */
export function slotAfter(current: Slot): Slot {
  const time = Number(current.slice(1) || 1);
  if (current.startsWith("b")) return `a${time + 1}`;
  return time === 1 ? "b" : `b${time}`;
}

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
export const slotsByCluster = z.record(
  z.string(),
  z
    .record(z.string(), tokenSlots)
    .superRefine((slots, context) => {
      const unknown = Object.keys(slots).filter((kind) => !isPadKind(kind));
      if (unknown.length > 0) context.addIssue({ code: "unrecognized_keys", keys: unknown, input: slots });
    })
    .transform((slots): { [Kind in PadKind]?: TokenSlots } => slots),
);

export type SlotsByCluster = z.output<typeof slotsByCluster>;

/** The service account behind a landing pad. */
export function serviceAccountOf(kind: PadKind): string {
  return `landing-pad-${kind}`;
}

/** The Secret that holds the token of a slot. */
export function tokenSecretOf(kind: PadKind, slot: Slot): string {
  return `${serviceAccountOf(kind)}-${slot}`;
}

/** The slot whose token a Secret holds, by its name; `undefined` if it is none of that kind. */
export function slotOfSecret(kind: PadKind, name: string): Slot | undefined {
  const prefix = tokenSecretOf(kind, "");
  return name.startsWith(prefix) ? slot.safeParse(name.slice(prefix.length)).data : undefined;
}
