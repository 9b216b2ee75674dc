import { createRequire } from "node:module";

/**
 * Turns off three habits of the SDK that cost more than they give here.
 *
 * Its debug log repeats the engine's answers in plain, the outputs of other stacks and the tokens in them too; what is
 * logged so is in every `--json` and `--debug` output and in every event log. It is also a message to the engine for
 * each step of each resource.
 *
 * And it maps every line of every stack trace through source maps, and takes one for each promise. Node strips types
 * without moving anything, so there is nothing to map.
 *
 * And it walks the whole stack for each resource, to say where in the program it was made. That is written into the
 * state, a kilobyte for each resource, and every peer has to read it along with the passports.
 */
export function makeSdkLean(): void {
  const require = createRequire(import.meta.url);
  const log = require("@pulumi/pulumi/log") as { debug: () => Promise<void> };
  log.debug = () => Promise.resolve();
  const { Resource } = require("@pulumi/pulumi/resource") as { Resource: { stackTrace: () => [] } };
  Resource.stackTrace = () => [];
  Reflect.deleteProperty(Error, "prepareStackTrace");
}
