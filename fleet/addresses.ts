import ipaddr from "ipaddr.js";
import { preferenceOrder } from "./rendezvous.ts";

/** A block of addresses, `10.10.0.0/16` or `fd00:10::/48`. */
export interface AddressBlock {
  readonly text: string;
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly prefix: number;
}

/** Reads a CIDR block. Host bits must be zero: `10.10.0.1/16` is a mistake more often than a shorthand. */
export function parseBlock(text: string): AddressBlock | { readonly error: string } {
  // The library's own choice of a family tries the wrong one first, and throws: by far the slowest step of a check.
  const family = text.includes(":") ? ipaddr.IPv6 : ipaddr.IPv4;
  if (!family.isValidCIDR(text)) return { error: `"${text}" is not an address block` };
  const [address, prefix] = family.parseCIDR(text);
  const network = family.networkAddressFromCIDR(text);
  if (network.toString() !== address.toString()) {
    return { error: `"${text}" has host bits set; the block is ${network.toString()}/${prefix}` };
  }
  return { text, address, prefix };
}

/** Whether two blocks share an address. Blocks of different families never do. */
export function overlaps(a: AddressBlock, b: AddressBlock): boolean {
  if (a.address.kind() !== b.address.kind()) return false;
  const [wide, narrow] = a.prefix <= b.prefix ? [a, b] : [b, a];
  return narrow.address.match(wide.address, wide.prefix);
}

/**
 * The `index`th part of a block that is divided into parts of `prefix`; `undefined` if it has no such part. Parts of one
 * size never overlap.
 */
export function partOf(block: AddressBlock, prefix: number, index: number): AddressBlock | undefined {
  const bits = block.address.toByteArray().length * 8;
  if (prefix < block.prefix || prefix > bits || index < 0) return undefined;
  if (BigInt(index) >= 1n << BigInt(prefix - block.prefix)) return undefined;
  const first = numberOf(block) + (BigInt(index) << BigInt(bits - prefix));
  const address = ipaddr.fromByteArray(bytesOf(first, bits / 8));
  return { text: `${address.toString()}/${prefix}`, address, prefix };
}

/** Blocks that networks of clouds are allocated from: private addresses (RFC 1918). */
const POOL = "10.0.0.0/8";

/** Size of the network of one cluster: 65,536 addresses, the most that a VPC of AWS can have. */
const NETWORK_PREFIX = 16;

/**
 * The block of a cluster that declares none. It follows from the cluster's name and from nothing else, so that no
 * change to the rest of a declaration ever moves a network that is in use. Two names may come to the same block: the
 * check of a declaration refuses that, and names one that is free.
 */
export function allocatedBlock(name: string): string {
  return candidates(name)[0]?.text ?? POOL;
}

/** The first block in a cluster's order that overlaps none of those that are taken; `undefined` if all do. */
export function freeBlock(name: string, taken: readonly AddressBlock[]): string | undefined {
  return candidates(name).find((block) => !taken.some((other) => overlaps(block, other)))?.text;
}

/** All blocks of the pool, in an order that follows from the name. */
function candidates(name: string): AddressBlock[] {
  const pool = parseBlock(POOL);
  if ("error" in pool) return [];
  const count = 1 << (NETWORK_PREFIX - pool.prefix);
  const parts = Array.from({ length: count }, (_, index) => partOf(pool, NETWORK_PREFIX, index));
  const byText = new Map(parts.filter((part) => part !== undefined).map((part) => [part.text, part]));
  return preferenceOrder(name, byText.keys()).flatMap((text) => byText.get(text) ?? []);
}

function numberOf({ address }: AddressBlock): bigint {
  return address.toByteArray().reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function bytesOf(number: bigint, length: number): number[] {
  return Array.from({ length }, (_, index) => Number((number >> BigInt(8 * (length - 1 - index))) & 0xffn));
}
