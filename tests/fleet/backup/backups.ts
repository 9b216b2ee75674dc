import type { Backup } from "../../../fleet/declaration/platform-schema.ts";
import type { Workload } from "../../../fleet/fleet.ts";

/** What an environment says of its backups. */
export function backup(facts: Partial<Backup> = {}): Backup {
  return {
    every: "6h",
    keep: "30d",
    volumes: "move",
    canary: "1m",
    credentials: "identity",
    locations: {},
    ...facts,
  };
}

/** A residency profile: where its data may be, and where it may fail over to. */
export function profile(data: string[], failover?: string[]): Workload["residency"] {
  return { name: "profile", data, ...(failover === undefined ? {} : { failover }), exceptions: [] };
}
