import { judgeBudget } from "../../../fleet/drills/budget.ts";
import type { DrillFacts } from "../../../fleet/drills/record.ts";

/** What a drill has found that went well. */
export function drillFacts(facts: Partial<DrillFacts> = {}): DrillFacts {
  return {
    fleet: "acme",
    environment: "local",
    drill: "exercise",
    mode: "sandbox",
    id: "k3f9",
    plan: "0".repeat(64),
    ordered: "2026-11-27T22:25:00.000Z",
    ended: "2026-11-27T22:25:50.000Z",
    source: { cluster: "dub", region: "eu-west-1", country: "IE", kubernetes: "1.35.0" },
    target: { cluster: "iad", region: "us-east-1", country: "US", kubernetes: "1.35.0" },
    versions: { archipelago: "0.1.0", velero: "1.18.1" },
    backups: [{ name: "dub-20261127220000", schedule: "dub", completed: "2026-11-27T22:00:09.000Z" }],
    restores: [
      { name: "exercise-k3f9-1", backup: "dub-20261127220000", phase: "Completed", warnings: 0, errors: 0 },
    ],
    workloads: [{ name: "shop", namespace: "shop", restoredAs: "shop-drill-k3f9", ready: true }],
    leftOut: [],
    phases: [{ name: "restore", started: "2026-11-27T22:25:01.000Z", seconds: 12.5 }],
    objectives: [...judgeBudget({ rto: 300, rpo: 21_600 }, { rto: 41, rpo: 1500 })],
    compared: 12,
    differences: [],
    probes: [],
    leftBehind: [],
    notes: [],
    ...facts,
  };
}
