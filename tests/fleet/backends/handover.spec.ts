import assert from "node:assert/strict";
import fc from "fast-check";
import { BACK_ENDS, carrierOf, type BackEndName } from "../../../fleet/backends/back-end.ts";
import {
  holdingsOf,
  holdingsRecord,
  lettingGo,
  takenOver,
  type Holdings,
} from "../../../fleet/backends/handover.ts";
import type { Workload } from "../../../fleet/fleet.ts";
import { workload } from "../arbitraries.ts";

const shop = (backend: BackEndName): Workload => ({ ...workload({}), name: "shop", backend });

/** Runs of both kinds of stack, one after the other; what each has in hand in its last one. */
function run(
  workloads: readonly Workload[],
  records: { region: Holdings; environment: Holdings },
): { region: Holdings; environment: Holdings } {
  const of = (kind: "region" | "environment") => holdingsRecord(holdingsOf(kind, workloads, records[kind]));
  return { region: of("region"), environment: of("environment") };
}

const NOTHING = { region: {}, environment: {} };

describe("the handover of a workload", () => {
  it("leaves it in the hands of its back end as long as that stays the same", () => {
    const first = run([shop("direct")], NOTHING);
    assert.deepEqual(first, { region: { direct: { shop: "carried" } }, environment: {} });
    assert.deepEqual(run([shop("direct")], first), first);
  });

  it("keeps it for one run, in which the next back end takes over, and then lets go", () => {
    const before = run([shop("direct")], NOTHING);
    const during = run([shop("kubefed")], before);
    assert.deepEqual(during, {
      region: { direct: { shop: "kept" } },
      environment: { kubefed: { shop: "carried" } },
    });
    assert.deepEqual(lettingGo(holdingsOf("region", [shop("kubefed")], before.region)), [
      "shop (direct hands it over to kubefed)",
    ]);
    assert.deepEqual(run([shop("kubefed")], during), {
      region: {},
      environment: { kubefed: { shop: "carried" } },
    });
  });

  it("goes on inside one stack as between two", () => {
    const during = run([shop("karmada")], run([shop("kubefed")], NOTHING));
    assert.deepEqual(during.environment, { kubefed: { shop: "kept" }, karmada: { shop: "carried" } });
    assert.deepEqual(run([shop("karmada")], during).environment, { karmada: { shop: "carried" } });
  });

  it("takes a workload that is declared no more out of all hands: its objects go", () => {
    assert.deepEqual(run([], run([shop("karmada")], NOTHING)), NOTHING);
  });

  it("is a take-over only where another has it, and this one has not had it yet", () => {
    const held = holdingsOf("region", [shop("direct")], {});
    const elsewhere: Holdings = { kubefed: { shop: "carried" } };
    assert.deepEqual([...takenOver(held, {}, elsewhere)], ["shop"]);
    assert.deepEqual([...takenOver(held, { direct: { shop: "carried" } }, elsewhere)], []);
    assert.deepEqual([...takenOver(held, {}, {})], []);
  });

  it("takes back what it was about to let go of", () => {
    const during = run([shop("karmada")], run([shop("direct")], NOTHING));
    assert.deepEqual(run([shop("direct")], during).region, { direct: { shop: "carried" } });
  });

  it("never drops a workload that nobody else has, whatever the moves, and ends with one holder", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...BACK_ENDS), { minLength: 1, maxLength: 12 }), (moves) => {
        let records: { region: Holdings; environment: Holdings } = NOTHING;
        for (const backend of moves) {
          const next = run([shop(backend)], records);
          const dropped = BACK_ENDS.filter(
            (each) =>
              records[carrierOf(each)][each]?.shop === "carried" &&
              next[carrierOf(each)][each]?.shop === undefined,
          );
          assert.deepEqual(dropped, []);
          assert.equal(next[carrierOf(backend)][backend]?.shop, "carried");
          records = next;
        }
        const last = moves.at(-1)!;
        const settled = run([shop(last)], records);
        assert.deepEqual({ ...settled.region, ...settled.environment }, { [last]: { shop: "carried" } });
      }),
    );
  });
});
