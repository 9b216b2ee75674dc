const EVERY_MS = 1_000;

/**
 * Ends this process soon after the one that started it: an engine that is killed cannot tell its packs, and they would
 * wait for it for ever. One that was killed before this process had loaded what it needs does not take the port that
 * it is told then.
 */
export function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit();
  }, EVERY_MS).unref();
  process.stdout.on("error", () => process.exit());
}
