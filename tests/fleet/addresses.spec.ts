import assert from "node:assert/strict";
import fc from "fast-check";
import { overlaps, parseBlock, type AddressBlock } from "../../fleet/addresses.ts";

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
