import ipaddr from "ipaddr.js";

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
