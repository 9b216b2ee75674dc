import type { Bed } from "../bed.ts";

interface StateResource {
  readonly urn: string;
  readonly type: string;
}

/** What the state of a stack says that there is. */
export async function stateOf(bed: Bed, stack: string): Promise<readonly StateResource[]> {
  const { stdout } = await bed.pulumi("stack", "export", "--stack", stack);
  const { deployment } = JSON.parse(stdout) as { deployment: { resources?: StateResource[] } };
  return deployment.resources ?? [];
}
