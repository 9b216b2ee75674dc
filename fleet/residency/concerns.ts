import { jurisdictions } from "../declaration/values.ts";

/**
 * What a residency profile rules over: where the data itself may be, and where backups, keys and telemetry may be and
 * workloads may move to.
 */
export const concerns = {
  data: jurisdictions.describe("Countries and groups (EU, EEA) where the data may be"),
  backups: jurisdictions.optional().describe("Where backups may be; default: as data"),
  keys: jurisdictions.optional().describe("Where encryption keys may be; default: as data"),
  telemetry: jurisdictions.optional().describe("Where logs, metrics and traces may be; default: as data"),
  failover: jurisdictions.optional().describe("Where the workload may move to; default: as data"),
};

export type Concern = keyof typeof concerns;

/** The concerns in the order of the declaration. */
export const CONCERNS = Object.keys(concerns) as Concern[];

/** The countries and groups that each concern allows. */
export type AllowSets = Readonly<Record<Concern, readonly string[]>>;

/** Concerns as they are declared: all but the first may be left out. */
type Declared = Readonly<Record<"data", readonly string[]>> &
  Readonly<Partial<Record<Concern, readonly string[] | undefined>>>;

export function allowSetsOf({ data, ...declared }: Declared): AllowSets {
  const { backups = data, keys = data, telemetry = data, failover = data } = declared;
  return { data, backups, keys, telemetry, failover };
}
