import type { Passport } from "../../fleet/passport.ts";
import type { Bed } from "./bed.ts";

/** What a region stack shows of its clusters, secrets as well. */
export interface RegionOutputs {
  readonly passports: Readonly<Record<string, Passport>>;
  readonly kubeconfigs: Readonly<Record<string, string>>;
}

export async function outputsOf(bed: Bed, stack: string): Promise<RegionOutputs> {
  const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack];
  return JSON.parse((await bed.pulumi(...args)).stdout) as RegionOutputs;
}
