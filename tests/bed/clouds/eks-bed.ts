import { CloudBed } from "./cloud-bed.ts";
import { configuredBed } from "./configured-bed.ts";

export const STACKS = ["local-eu-west-1", "local-eu-central-1"] as const;

/** A bed for a fleet on EKS, with what it finds in its config if it has backups. */
export function eksBed(declaration: string): Promise<CloudBed> {
  return declaration.includes("backup:") ? configuredBed(declaration, STACKS) : CloudBed.create(declaration);
}
