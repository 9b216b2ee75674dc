import assert from "node:assert/strict";
import fc from "fast-check";
import { isUnderWay, nextStep, phaseOf, type RotatingPad, type RotationStep } from "../../fleet/rotation.ts";
import { tokenSlots, type Slot, type TokenSlots } from "../../fleet/token-slots.ts";

function pad(filled: Slot[], current: Slot, facts: Partial<RotatingPad> = {}): RotatingPad {
  return { slots: { filled, current }, live: filled, published: current, confirmed: false, ...facts };
}

const settled = pad(["a"], "a");
const declared = pad(["a", "b"], "a", { live: ["a"] });
const filled = pad(["a", "b"], "a");
const pointed = pad(["a", "b"], "b", { published: "a" });
const published = pad(["a", "b"], "b");
const confirmed = pad(["a", "b"], "b", { confirmed: true });
const emptying = pad(["b"], "b", { live: ["a", "b"] });

describe("a rotation", () => {
  it("knows from slots and tokens how far it is, also the second time round", () => {
    assert.deepEqual([settled, declared, filled, pointed, published, emptying].map(phaseOf), [
      "settled",
      "filling",
      "filling",
      "moved",
      "moved",
      "emptying",
    ]);
    assert.equal(phaseOf(pad(["b", "a"], "b")), "filling");
    assert.equal(phaseOf(pad(["b", "a"], "a")), "moved");
  });

  const steps: [string, readonly RotatingPad[], boolean, RotationStep["kind"] | undefined, TokenSlots[]][] = [
    ["begins with all", [settled, settled], true, "fill", [filled.slots, filled.slots]],
    ["ends when all are settled", [settled, settled], false, undefined, []],
    ["carries out what was declared", [declared], false, "fill", [filled.slots]],
    ["takes those along that a kill kept from beginning", [settled, filled], false, "fill", [filled.slots]],
    ["moves the pointer of what is filled", [filled, published], false, "move", [published.slots]],
    ["publishes a pointer that was declared", [pointed], false, "move", [published.slots]],
    ["hands over before it empties", [published, emptying], false, "hand-over", [published.slots]],
    ["empties what is confirmed", [confirmed], false, "empty", [emptying.slots]],
    ["takes back a token that was declared gone", [settled, emptying], false, "empty", [emptying.slots]],
    ["does not begin anew with what is through", [settled, confirmed], false, "empty", [emptying.slots]],
  ];
  for (const [title, pads, begin, kind, slots] of steps) {
    it(title, () => {
      const step = nextStep(pads, begin);
      assert.equal(step?.kind, kind);
      assert.deepEqual(step?.pads.map((each) => each.slots) ?? [], slots);
    });
  }
});

/* A fleet in small, with what a rotation can do to it, one write at a time: it can be killed between any two. */

interface World {
  declared: TokenSlots;
  /** Slot → number of the token in it. */
  live: Map<Slot, number>;
  /** Slot → number of the token that it gets whenever it is filled. */
  minted: Map<Slot, number>;
  published: Slot;
  /** Number of the token that its sources hold. */
  held: number;
}

class Killed extends Error {}

class SmallFleet {
  readonly pads: World[];
  readonly #takenBack = new Set<number>();
  #tokens = 0;
  #writesLeft = Infinity;

  constructor(starts: readonly Slot[]) {
    this.pads = starts.map((current) => {
      const token = ++this.#tokens;
      return {
        declared: { filled: [current], current },
        live: new Map([[current, token]]),
        minted: new Map([[current, token]]),
        published: current,
        held: token,
      };
    });
  }

  get newest(): number {
    return this.#tokens;
  }

  /** As the driver does it; killed after so many writes. */
  rotate(writes: number): void {
    this.#writesLeft = writes;
    const confirmed = new Set<number>();
    const read = () =>
      this.pads.map(({ declared, live, published }, index) => ({
        index,
        slots: declared,
        live: [...live.keys()],
        published,
        confirmed: confirmed.has(index),
      }));
    let step = nextStep(read(), !isUnderWay(read()));
    for (let turn = 0; step !== undefined; turn++) {
      assert.ok(turn < 5, "four steps are enough");
      for (const { pad, slots } of step.pads)
        this.#carryOut(step.kind, this.pads[pad.index]!, slots, "declare");
      for (const { pad, slots } of step.pads) this.#carryOut(step.kind, this.pads[pad.index]!, slots, "up");
      if (step.kind === "hand-over") for (const { pad } of step.pads) confirmed.add(pad.index);
      step = nextStep(read(), false);
    }
  }

  #fill({ declared, live, minted }: World): void {
    for (const slot of declared.filled.filter((each) => !live.has(each))) {
      const token = minted.get(slot) ?? ++this.#tokens;
      assert.ok(!this.#takenBack.has(token), "a token that was taken back is good again");
      minted.set(slot, token);
      live.set(slot, token);
    }
  }

  #empty({ live }: World, slot: Slot): void {
    this.#takenBack.add(live.get(slot)!);
    live.delete(slot);
  }

  #carryOut(kind: RotationStep["kind"], world: World, slots: TokenSlots, part: "declare" | "up"): void {
    if (this.#writesLeft-- <= 0) throw new Killed();
    if (part === "declare") {
      world.declared = tokenSlots.parse(slots);
    } else if (kind === "hand-over") {
      world.held = world.live.get(world.published)!;
    } else {
      this.#fill(world);
      for (const slot of [...world.live.keys()])
        if (!world.declared.filled.includes(slot)) this.#empty(world, slot);
      world.published = world.declared.current;
    }
    for (const each of this.pads)
      assert.ok([...each.live.values()].includes(each.held), "a source holds a token that is gone");
  }
}

describe("a rotation that is killed again and again", () => {
  const starts = fc.array(fc.constantFrom<Slot>("a", "b"), { minLength: 1, maxLength: 5 });
  const kills = fc.array(fc.nat({ max: 40 }), { maxLength: 12 });

  it("never leaves a source without a good token, and ends with one new token for each", () => {
    fc.assert(
      fc.property(starts, kills, (begins, moments) => {
        const fleet = new SmallFleet(begins);
        const original = fleet.newest;
        for (const writes of [...moments, Infinity]) {
          try {
            fleet.rotate(writes);
          } catch (error) {
            if (!(error instanceof Killed)) throw error;
          }
        }
        for (const { declared, live, published, held } of fleet.pads) {
          assert.deepEqual(declared.filled, [declared.current]);
          assert.deepEqual([...live.keys()], [declared.current]);
          assert.equal(published, declared.current);
          assert.equal(live.get(published), held);
          assert.ok(held > original, "an old token is still in use");
        }
      }),
    );
  });

  it("is decided by what is there, whatever the order of the pads", () => {
    const states = [settled, declared, filled, pointed, published, confirmed, emptying];
    fc.assert(
      fc.property(fc.shuffledSubarray(states, { minLength: 1 }), fc.boolean(), (pads, begin) => {
        const known = (step: RotationStep | undefined) =>
          step && { kind: step.kind, pads: new Set(step.pads.map(({ pad }) => states.indexOf(pad))) };
        assert.deepEqual(known(nextStep(pads, begin)), known(nextStep(pads.toReversed(), begin)));
      }),
    );
  });
});
