import { slotAfter, type Slot, type TokenSlots } from "./token-slots.ts";

/** One landing pad, as a rotation finds it. Everything that is decided is decided from this. */
export interface RotatingPad {
  /** As they are declared in the config of its stack. */
  readonly slots: TokenSlots;
  /** Slots that hold a token on the cluster itself. */
  readonly live: readonly Slot[];
  /** The slot that its passport tells peers to use; unset if there is no passport. */
  readonly published: Slot | undefined;
  /** Every source has been seen to use the current token. Not written down anywhere: it is found out anew each time. */
  readonly confirmed: boolean;
}

/**
 * - `settled`: one slot, and no rotation under way;
 * - `filling`: the other slot is declared as well, and the pointer has yet to move;
 * - `moved`: the pointer is on the new slot, and the old one is still filled;
 * - `emptying`: the old slot is declared empty, and its token is still there.
 */
export type RotationPhase = "settled" | "filling" | "moved" | "emptying";

/**
 * What to do next, for all pads that are at it:
 * - `fill`: declare the other slot as well, and bring the cluster's stack up;
 * - `move`: point to it, and bring the cluster's stack up, so that its passport says so;
 * - `hand-over`: bring up the stacks of all sources, and see that each of them uses the new token;
 * - `empty`: declare the old slot empty, and bring the cluster's stack up.
 */
export interface RotationStep<Pad extends RotatingPad = RotatingPad> {
  readonly kind: "fill" | "move" | "hand-over" | "empty";
  /** Each pad with the slots that are to be declared for it; maybe those that are. */
  readonly pads: readonly { readonly pad: Pad; readonly slots: TokenSlots }[];
}

export function phaseOf({ slots, live }: Pick<RotatingPad, "slots" | "live">): RotationPhase {
  const [first, second] = slots.filled;
  if (second === undefined) return live.some((slot) => slot !== first) ? "emptying" : "settled";
  return slots.current === first ? "filling" : "moved";
}

/** Whether a rotation of any of the pads was begun and not ended. */
export function isUnderWay(pads: readonly Pick<RotatingPad, "slots" | "live">[]): boolean {
  return pads.some((pad) => phaseOf(pad) !== "settled");
}

/**
 * The next step of a rotation of these pads; `undefined` when all of them are settled. All pads go through each step
 * together, so that a stack is brought up once for a step and not once for a pad; the pads that are behind go first.
 * What was declared before a kill and not carried out is carried out.
 *
 * @param begin Begin with pads that are settled. Later, and when a rotation is taken up again, they are done, or were
 * never part of it; but where others wait for nothing but their pointer, a kill has kept them from beginning.
 */
export function nextStep<Pad extends RotatingPad>(
  pads: readonly Pad[],
  begin: boolean,
): RotationStep<Pad> | undefined {
  const inPhase = (phase: RotationPhase) => pads.filter((pad) => phaseOf(pad) === phase);
  const [settled, filling, moved, emptying] = (["settled", "filling", "moved", "emptying"] as const).map(
    inPhase,
  ) as [Pad[], Pad[], Pad[], Pad[]];

  const beginsNow =
    begin || (filling.length > 0 && moved.length === 0 && emptying.length === 0) ? settled : [];
  const unfilled = [...beginsNow, ...filling.filter(({ slots, live }) => !holdsAll(slots, live))];
  if (unfilled.length > 0) return step("fill", unfilled, bothSlots);

  const unpublished = moved.filter(({ slots, published }) => published !== slots.current);
  if (filling.length + unpublished.length > 0) return step("move", [...filling, ...unpublished], toNewest);

  const unconfirmed = moved.filter(({ confirmed }) => !confirmed);
  if (unconfirmed.length > 0) return step("hand-over", unconfirmed, ({ slots }) => slots);

  if (moved.length + emptying.length > 0) return step("empty", [...moved, ...emptying], onlyCurrent);
  return undefined;
}

function step<Pad extends RotatingPad>(
  kind: RotationStep["kind"],
  pads: readonly Pad[],
  declare: (pad: Pad) => TokenSlots,
): RotationStep<Pad> {
  return { kind, pads: pads.map((pad) => ({ pad, slots: declare(pad) })) };
}

function holdsAll({ filled }: TokenSlots, live: readonly Slot[]): boolean {
  return filled.every((slot) => live.includes(slot));
}

function bothSlots({ slots: { filled, current } }: RotatingPad): TokenSlots {
  return { filled: filled.length === 2 ? filled : [current, slotAfter(current)], current };
}

function toNewest({ slots: { filled, current } }: RotatingPad): TokenSlots {
  return { filled, current: filled.at(-1) ?? current };
}

function onlyCurrent({ slots: { current } }: RotatingPad): TokenSlots {
  return { filled: [current], current };
}
