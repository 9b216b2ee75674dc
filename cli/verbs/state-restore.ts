import { confirm } from "../confirm.ts";
import { openProject, type Project } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { copiedStacks, copiesOf, type StateCopy } from "../state/copies.ts";
import { restoreCopy } from "../state/restore.ts";

export interface StateRestoreOptions {
  readonly stack?: string;
  /** When the copy was taken, or the beginning of that. @default the newest copy */
  readonly at?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `fleet state restore`: makes a copy the state of its stack again. Touches no cluster. */
export async function run({ stack, at, yes = false, json = false }: StateRestoreOptions): Promise<void> {
  const project = await openProject();
  const copy = await chooseCopy(project, stack ?? "", at);
  if (!yes) await ask(copy);
  const aside = await restoreCopy(project, copy);
  if (json) {
    console.log(JSON.stringify({ restored: copy, ...(aside === undefined ? {} : { aside }) }, undefined, 2));
    return;
  }
  console.log(`The state of ${copy.stack} is that of ${copy.taken} again, with ${copy.resources} resources.`);
  if (aside !== undefined) console.log(`The broken one is in ${aside}.`);
  console.log("The next npx fleet up compares it with the clusters before it changes anything.");
}

async function chooseCopy(project: Project, stack: string, at = ""): Promise<StateCopy> {
  const copies = await copiesOf(project, stack);
  if (copies.length === 0) {
    const stacks = (await copiedStacks(project)).join(", ") || "none";
    throw new UsageError(`There is no copy of a state of "${stack}"; there are copies of: ${stacks}.`);
  }
  const chosen = copies.find(({ taken }) => taken.startsWith(at));
  if (chosen !== undefined) return chosen;
  const times = copies.map(({ taken }) => taken).join(", ");
  throw new UsageError(`No copy of ${stack} was taken at ${at}; there are those of: ${times}.`);
}

function ask({ stack, taken }: StateCopy): Promise<void> {
  return confirm({
    verb: "state restore",
    what: `Replaces the state of ${stack} by that of ${taken}.`,
    otherwise: "Nothing was replaced.",
  });
}
