import type { ResourceState } from "../../engine/deployment.ts";

/** A resource of a cloud that a run had begun to make when it was cut off. */
export interface Missed {
  readonly resource: ResourceState;
  /** Region that the cloud is asked in. */
  readonly region: string;
  /** How the provider of the cloud was configured. */
  readonly provider: Readonly<Record<string, unknown>>;
}

/** What came of looking for it: where it may be found, that it is not there, or why that cannot be told. */
export type Found =
  | { readonly kind: "candidate"; readonly id: string }
  | { readonly kind: "absent" }
  | { readonly kind: "unclear"; readonly reason: string };

/** How resources of one cloud are found again. */
export interface CloudSearch {
  /** @param known Ids that the state holds already. */
  find(missed: Missed, known: ReadonlySet<string>): Promise<Found>;
  /** Waits until it is ready, for as long as the cloud's own tool does. A failure is left for the provider to tell. */
  settle(missed: Missed): Promise<void>;
  /** Whether it is ready by what the provider has read. Asked where the cloud has no tool to wait with. */
  isReady?(read: ResourceState): boolean;
  /** Whether what was found there is what was begun. */
  isOwn(missed: Missed, read: ResourceState): boolean;
}
