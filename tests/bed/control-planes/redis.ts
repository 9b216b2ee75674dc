import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "../../../tools/cache.ts";

/** Redis and the libraries that a Debian without it does not have. */
const PACKAGES = ["redis-server", "redis-tools", "liblzf1", "libjemalloc2", "libatomic1", "liblua5.1-0"];

/** A Redis server, and what it needs in its environment. */
export interface Redis {
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The machine's own, or Debian's packages, unpacked in the cache: nothing is installed, and no right is needed. */
export function redisServer(): Redis {
  const own = (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, "redis-server"));
  const found = own.find((file) => existsSync(file));
  if (found !== undefined) return { file: found, env: {} };
  const folder = path.join(cacheFolder(process.env), "debian-redis");
  if (!existsSync(folder)) unpack(folder);
  const libraries = readdirSync(path.join(folder, "usr/lib"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(folder, "usr/lib", name));
  return {
    file: path.join(folder, "usr/bin/redis-server"),
    env: { LD_LIBRARY_PATH: libraries.join(path.delimiter) },
  };
}

function unpack(folder: string): void {
  mkdirSync(path.dirname(folder), { recursive: true });
  const staging = mkdtempSync(`${folder}-`);
  const root = path.join(staging, "root");
  try {
    execFileSync("apt-get", ["download", ...PACKAGES], { cwd: staging, stdio: "pipe" });
    for (const name of readdirSync(staging).filter((file) => file.endsWith(".deb")))
      execFileSync("dpkg", ["-x", path.join(staging, name), root]);
  } catch (error) {
    throw new Error("Argo CD needs Redis: put redis-server on PATH (Debian: apt-get install redis-server).", {
      cause: error,
    });
  }
  renameSync(root, folder);
}
