import { ensureDebian, type DebianOptions, type DebianPrograms, type FoundPrograms } from "./debian.ts";

/* The proofs of names ask a real name server, which takes updates of its zone from external-dns. */

const BIND: DebianPrograms<"named" | "dig"> = {
  name: "bind",
  packages: [
    ...["bind9", "bind9-dnsutils", "bind9-libs"],
    ...["libfstrm0", "libjemalloc2", "libjson-c5", "liblmdb0", "libmaxminddb0", "libnghttp2-14"],
    ...["libprotobuf-c1", "libuv1"],
  ],
  programs: {
    named: { folder: "usr/sbin", version: "-v" },
    dig: { folder: "usr/bin", version: "-v" },
  },
  need: "The proofs of names need BIND",
  byHand: "named and dig on PATH (Debian: apt-get install bind9 bind9-dnsutils; macOS: brew install bind)",
};

/**
 * The machine's own BIND, or Debian's, unpacked.
 * @throws ToolchainError that says what to install, where neither can be had.
 */
export function ensureBind(options: DebianOptions = {}): Promise<FoundPrograms<"named" | "dig">> {
  return ensureDebian(BIND, options);
}
