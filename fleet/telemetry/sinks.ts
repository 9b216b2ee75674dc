import type { Observability, Sink } from "../declaration/platform-schema.ts";
import { byName, type Cluster } from "../fleet.ts";
import { groupsOf, isWithin } from "../jurisdictions.ts";

/** The sink that a cluster sends its telemetry to, and why that one. */
export interface SinkChoice {
  readonly name: string;
  readonly sink: Sink;
  readonly explanation: string;
}

/**
 * A sink in the cluster's own country before one elsewhere; of those elsewhere one that names the country before one
 * that only names a group of it; the first by name among equals. Never one that does not accept the country.
 */
export function sinkFor(
  { name: cluster, country }: Pick<Cluster, "name" | "country">,
  { sinks }: Observability,
): SinkChoice | undefined {
  const accepting = byName(sinks).filter(([, sink]) => isWithin(country, acceptedBy(sink)));
  const chosen =
    accepting.find(([, sink]) => sink.country === country) ??
    accepting.find(([, sink]) => acceptedBy(sink).includes(country)) ??
    accepting[0];
  if (chosen === undefined) return undefined;
  const [name, sink] = chosen;
  return {
    name,
    sink,
    explanation: `${cluster} sends to ${name} (${sink.country}): ${reason(sink, country)}`,
  };
}

/** Countries and groups whose clusters may send to a sink. */
export function acceptedBy({ accepts, country }: Sink): readonly string[] {
  return accepts ?? [country];
}

function reason(sink: Sink, country: string): string {
  if (sink.country === country) return "it is in the same country";
  if (acceptedBy(sink).includes(country)) return `it accepts ${country}`;
  const group = groupsOf(country).find((candidate) => acceptedBy(sink).includes(candidate));
  return `it accepts ${String(group)}, and ${country} is one of them`;
}
