import assert from "node:assert/strict";
import fc from "fast-check";
import { overlaps, parseBlock, partOf, type AddressBlock } from "../../../../fleet/addresses.ts";
import { rangesOf } from "../../../../fleet/clouds/gcp/ranges.ts";

const read = (text: string): AddressBlock => {
  const block = parseBlock(text);
  assert.ok(!("error" in block), text);
  return block;
};

/** Blocks that networks may be carved from, of every size that is allowed. */
const blocks = fc.tuple(fc.integer({ min: 9, max: 20 }), fc.nat({ max: 2000 })).map(([prefix, index]) => {
  const pool = read("10.0.0.0/8");
  return partOf(pool, prefix, index % 2 ** (prefix - pool.prefix))?.text ?? "";
});

describe("the ranges of a cluster of GKE", () => {
  it("are apart from one another and inside of the block, whatever its size", () => {
    fc.assert(
      fc.property(blocks, (text) => {
        const block = read(text);
        const ranges = Object.values(rangesOf(text) ?? {}).map(read);
        assert.equal(ranges.length, 3);
        for (const [index, range] of ranges.entries()) {
          assert.ok(overlaps(block, range) && range.prefix > block.prefix);
          for (const other of ranges.slice(index + 1)) assert.ok(!overlaps(range, other));
        }
      }),
    );
  });

  it("are not there for a block that is too small, or none", () => {
    for (const text of ["10.0.0.0/21", "fd00::/48x", "10.0.0.1/16"])
      assert.equal(rangesOf(text), undefined, text);
  });

  it("have room for the nodes whose pods have room", () => {
    const { nodes = "", pods = "" } = rangesOf("10.40.0.0/16") ?? {};
    // Each node takes a /24 of pods; four addresses of a subnetwork are Google's.
    const most = 2 ** (24 - read(pods).prefix);
    assert.ok(most === 128 && 2 ** (32 - read(nodes).prefix) - 4 >= most);
  });
});
