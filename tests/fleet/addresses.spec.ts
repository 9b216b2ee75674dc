import assert from "node:assert/strict";
import fc from "fast-check";
import {
  allocatedBlock,
  freeBlock,
  overlaps,
  parseBlock,
  partOf,
  type AddressBlock,
} from "../../fleet/addresses.ts";

function parsed(text: string): AddressBlock {
  const block = parseBlock(text);
  assert.ok(!("error" in block), text);
  return block;
}

/** An address as a number, written out: four decimal parts, or eight hexadecimal ones. */
function written(address: bigint, bits: 32 | 128): string {
  const width = bits === 32 ? 8 : 16;
  const parts = Array.from({ length: bits / width }, (_, index) => {
    return (address >> BigInt(bits - width * (index + 1))) & ((1n << BigInt(width)) - 1n);
  });
  return bits === 32 ? parts.join(".") : parts.map((part) => part.toString(16)).join(":");
}

interface Range {
  readonly bits: 32 | 128;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly text: string;
}

/** Blocks that differ in six bits at most, so that many of them overlap; the bits stand anywhere in the address. */
function rangesAt(bits: 32 | 128, offset: number): fc.Arbitrary<Range> {
  return fc.record({ value: fc.nat(63), length: fc.nat(6) }).map(({ value, length }) => {
    const prefix = offset + length;
    const hosts = 1n << BigInt(bits - prefix);
    const first = BigInt(value >> (6 - length)) * hosts;
    return { bits, prefix, first, last: first + hosts - 1n, text: `${written(first, bits)}/${prefix}` };
  });
}

const pairs = fc
  .constantFrom([32, 0], [32, 6], [32, 26], [128, 0], [128, 29], [128, 122])
  .chain(([bits, offset]) => {
    const ranges = rangesAt(bits, offset);
    return fc.tuple(ranges, ranges);
  });

describe("an address block", () => {
  it("is read in both families", () => {
    assert.equal(parsed("10.10.0.0/16").prefix, 16);
    assert.equal(parsed("fd00:10::/48").address.kind(), "ipv6");
    assert.equal(parsed("0.0.0.0/0").text, "0.0.0.0/0");
    assert.equal(parsed("10.1.2.3/32").address.toString(), "10.1.2.3");
  });

  for (const text of ["", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "fd00::", "ten/8", "/8"]) {
    it(`is not "${text}"`, () => {
      assert.deepEqual(parseBlock(text), { error: `"${text}" is not an address block` });
    });
  }

  it("with host bits set is refused with the block that it is in", () => {
    assert.deepEqual(parseBlock("10.10.0.1/16"), {
      error: '"10.10.0.1/16" has host bits set; the block is 10.10.0.0/16',
    });
    assert.deepEqual(parseBlock("fd00:10::1/48"), {
      error: '"fd00:10::1/48" has host bits set; the block is fd00:10::/48',
    });
  });

  it("is refused for any host bit, and the block that is named instead can be read", () => {
    fc.assert(
      fc.property(pairs, fc.nat(), ([{ bits, prefix, first, last }], number) => {
        fc.pre(prefix < bits);
        const address = first + 1n + (BigInt(number) % (last - first));
        const { error } = parseBlock(`${written(address, bits)}/${prefix}`) as { error: string };
        const [, named = ""] = /; the block is (.*)$/.exec(error) ?? [];
        assert.equal(parsed(named).prefix, prefix);
        assert.equal(
          parsed(named).address.toString(),
          parsed(`${written(first, bits)}/${prefix}`).address.toString(),
        );
      }),
    );
  });
});

describe("two address blocks", () => {
  it("overlap if they share an address, whichever comes first", () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const expected = a.first <= b.last && b.first <= a.last;
        assert.equal(overlaps(parsed(a.text), parsed(b.text)), expected, `${a.text} and ${b.text}`);
        assert.equal(overlaps(parsed(b.text), parsed(a.text)), expected, `${b.text} and ${a.text}`);
      }),
      { numRuns: 500 },
    );
  });

  it("of different families do not, even if both are all there are", () => {
    assert.equal(overlaps(parsed("0.0.0.0/0"), parsed("::/0")), false);
    assert.equal(overlaps(parsed("::ffff:10.0.0.0/104"), parsed("10.0.0.0/8")), false);
  });
});

const BLOCKS = fc.record({ bits: fc.constantFrom(8, 12, 16, 20), number: fc.nat(255) });

describe("the parts of a block", () => {
  it("are apart, lie in it, and are as many as fit", () => {
    fc.assert(
      fc.property(BLOCKS, fc.nat(4), ({ bits, number }, more) => {
        const block = parsed(`${written(BigInt(number) << BigInt(32 - bits), 32)}/${bits}`);
        const count = 1 << more;
        const parts = Array.from({ length: count }, (_, index) => partOf(block, bits + more, index)!);
        for (const [index, part] of parts.entries()) {
          assert.deepEqual(parsed(part.text).prefix, bits + more);
          assert.ok(overlaps(block, part));
          for (const other of parts.slice(index + 1)) assert.ok(!overlaps(part, other));
        }
        assert.equal(partOf(block, bits + more, count), undefined);
      }),
    );
  });

  it("are of the newer family too", () => {
    assert.equal(partOf(parsed("fd00:10::/48"), 64, 3)?.text, "fd00:10:0:3::/64");
  });

  it("are none if they would be wider than the block, or narrower than an address", () => {
    assert.equal(partOf(parsed("10.0.0.0/16"), 8, 0), undefined);
    assert.equal(partOf(parsed("10.0.0.0/16"), 33, 0), undefined);
    assert.equal(partOf(parsed("10.0.0.0/16"), 18, -1), undefined);
  });
});

describe("the allocator of networks", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}(-[a-z0-9]{1,6}){0,3}$/), {
    minLength: 1,
    maxLength: 60,
  });

  it("gives a name a block that follows from nothing else", () => {
    // Written down: another result would move networks that are in use.
    assert.equal(allocatedBlock("acme-prod-frankfurt"), "10.168.0.0/16");
    assert.equal(allocatedBlock("acme-prod-dublin"), "10.108.0.0/16");
  });

  it("finds blocks that are apart for as many clusters as the pool has room for", () => {
    fc.assert(
      fc.property(names, (all) => {
        const taken: AddressBlock[] = [];
        for (const name of all) {
          const free = freeBlock(name, taken);
          assert.ok(free !== undefined);
          assert.ok(!taken.some((other) => overlaps(other, parsed(free))));
          taken.push(parsed(free));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("offers the allocated block as long as it is free, and none when the pool is taken", () => {
    assert.equal(freeBlock("acme-prod-dublin", []), allocatedBlock("acme-prod-dublin"));
    assert.notEqual(
      freeBlock("acme-prod-dublin", [parsed(allocatedBlock("acme-prod-dublin"))]),
      allocatedBlock("acme-prod-dublin"),
    );
    assert.equal(freeBlock("acme-prod-dublin", [parsed("10.0.0.0/8")]), undefined);
  });

  it("spreads names over the pool", () => {
    const blocks = Array.from({ length: 256 }, (_, index) => allocatedBlock(`acme-prod-cluster-${index}`));
    // Thrown at random, 256 balls leave 94 of 256 urns empty.
    assert.ok(new Set(blocks).size > 140, String(new Set(blocks).size));
  });
});
