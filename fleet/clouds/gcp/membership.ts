import type { Gke } from "../../declaration/provisioners/gke.ts";
import type { GkePlace } from "./names.ts";

/** The cluster's membership in a fleet of Google Cloud. */
export interface MembershipPlan {
  readonly membershipId: string;
  /** The fleet's host project. */
  readonly project: string;
  readonly location: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Memberships of clusters are in the cluster's region; `global` ones are of an older kind. */
export function planMembership(
  { fleet, project }: Gke,
  { name, region }: GkePlace,
  labels: Readonly<Record<string, string>>,
): MembershipPlan | undefined {
  if (fleet === undefined) return undefined;
  return { membershipId: name, project: fleet.project ?? project, location: region, labels };
}

/** Full name of a membership, which is known before it is made. */
export function membershipName({ project, location, membershipId }: MembershipPlan): string {
  return `projects/${project}/locations/${location}/memberships/${membershipId}`;
}
