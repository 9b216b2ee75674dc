/*
 * DER, the encoding of certificates (ITU-T X.690), as far as a certificate authority writes it. Reading and verifying
 * is OpenSSL's part, through node:crypto; node has no way to write a certificate, and this is all that is missing.
 */

const TAGS = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export const nothing = element(TAGS.nothing);
export const sequence = (...parts: readonly Buffer[]) => element(TAGS.sequence, ...parts);
export const set = (...parts: readonly Buffer[]) => element(TAGS.set, ...parts);
export const octetString = (content: Buffer) => element(TAGS.octetString, content);
export const utf8 = (text: string) => element(TAGS.utf8, Buffer.from(text));
export const boolean = (value: boolean) => element(TAGS.boolean, Buffer.of(value ? 0xff : 0));

/** A context-specific tag: around an element (explicit), or in the place of its own tag (implicit). */
export const explicit = (number: number, content: Buffer) => element(0xa0 | number, content);
export const implicit = (number: number, content: Buffer) => element(0x80 | number, content);

/** A number that is not negative, big-endian; without leading zeros but for the one that keeps it from being negative. */
export function integer(bytes: Buffer | number): Buffer {
  const given = typeof bytes === "number" ? Buffer.of(bytes) : bytes;
  const start = given.findIndex((byte) => byte !== 0);
  const significant = start < 0 ? Buffer.of(0) : given.subarray(start);
  const sign = (significant[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.alloc(0);
  return element(TAGS.integer, sign, significant);
}

/** @param unused Number of bits at the end of the last byte that do not count. */
export function bitString(content: Buffer, unused = 0): Buffer {
  return element(TAGS.bitString, Buffer.of(unused), content);
}

/** An object identifier, such as `2.5.4.3`. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return element(TAGS.oid, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** A moment, to the second. Two digits for the year until 2049, four from then on: RFC 5280, 4.1.2.5. */
export function time(moment: Date): Buffer {
  const digits = `${moment.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  const short = moment.getUTCFullYear() < 2050;
  return element(short ? TAGS.utcTime : TAGS.generalizedTime, Buffer.from(short ? digits.slice(2) : digits));
}

/** The elements inside an element, each with its tag and length. */
export function childrenOf(constructed: Buffer): Buffer[] {
  const children: Buffer[] = [];
  let rest = contentOf(constructed);
  while (rest.length > 0) {
    const { header, length } = sizeOf(rest);
    children.push(rest.subarray(0, header + length));
    rest = rest.subarray(header + length);
  }
  return children;
}

export function contentOf(encoded: Buffer): Buffer {
  const { header, length } = sizeOf(encoded);
  return encoded.subarray(header, header + length);
}

function sizeOf(encoded: Buffer): { header: number; length: number } {
  const first = encoded.readUInt8(1);
  if (first < 0x80) return { header: 2, length: first };
  const bytes = first & 0x7f;
  return { header: 2 + bytes, length: encoded.readUIntBE(2, bytes) };
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const hexadecimal = length.toString(16);
  const bytes = Buffer.from(hexadecimal.padStart(hexadecimal.length + (hexadecimal.length % 2), "0"), "hex");
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) digits.unshift(0x80 | (rest & 0x7f));
  return digits;
}
