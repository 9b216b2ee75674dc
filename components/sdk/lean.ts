import { createRequire } from "node:module";

/**
 * Turns off two habits of the SDK that cost more than they give here.
 *
 * Its debug log repeats the engine's answers in plain, the outputs of other stacks and the tokens in them too; what is
 * logged so is in every `--json` and `--debug` output and in every event log. It is also a message to the engine for
 * each step of each resource.
 *
 * And it maps every line of every stack trace through source maps, and takes one for each promise. Node strips types
 * without moving anything, so there is nothing to map.
 */
export function makeSdkLean(): void {
  const log = createRequire(import.meta.url)("@pulumi/pulumi/log") as { debug: () => Promise<void> };
  log.debug = () => Promise.resolve();
  Reflect.deleteProperty(Error, "prepareStackTrace");
}
