import { ensureDebian, type DebianOptions, type DebianPrograms } from "./debian.ts";

/* Argo CD keeps what it has rendered in Redis. */

const REDIS: DebianPrograms<"redis-server"> = {
  name: "redis",
  packages: ["redis-server", "redis-tools", "liblzf1", "libjemalloc2", "libatomic1", "liblua5.1-0"],
  programs: { "redis-server": { folder: "usr/bin", version: "--version" } },
  need: "Argo CD needs Redis",
  byHand: "redis-server on PATH (Debian: apt-get install redis-server; macOS: brew install redis)",
};

/** A Redis server that runs. */
export interface Redis {
  readonly file: string;
  /** What has to be in its environment. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The machine's own Redis, or Debian's, unpacked.
 * @throws ToolchainError that says what to install, where neither can be had.
 */
export async function ensureRedis(options: DebianOptions = {}): Promise<Redis> {
  const { files, env } = await ensureDebian(REDIS, options);
  return { file: files["redis-server"], env };
}
