import { byRecordType, inOrder, type Answer, type GlobalName, type RecordType } from "./answers.ts";
import { cloudRegionOf } from "./cloud-region.ts";

/** A record of Route 53. */
export interface Route53Record {
  /** Tells it from the others of its name and type; unset for the only one. */
  readonly setIdentifier: string | undefined;
  readonly type: RecordType;
  readonly values: readonly string[];
  readonly routing: Route53Routing;
  /** The cluster that answers in it; unset where all do. */
  readonly cluster: string | undefined;
  /** It is there for a part (default, first choice, second), and any cluster may come to play it. */
  readonly isPart: boolean;
}

export type Route53Routing =
  | { readonly kind: "simple" }
  | { readonly kind: "weighted"; readonly weight: number }
  | { readonly kind: "latency"; readonly region: string }
  | { readonly kind: "geolocation"; readonly country: string }
  | { readonly kind: "geolocation"; readonly continent: string }
  | { readonly kind: "failover"; readonly role: "PRIMARY" | "SECONDARY" };

/** Route 53, API reference, GeoLocation. */
export const CONTINENTS: readonly string[] = ["AF", "AN", "AS", "EU", "NA", "OC", "SA"];

/** Whoever no other record is for: without it they would get no answer at all (Route 53, API reference, GeoLocation). */
const ANYWHERE = "*";

/** The records of a name. Those of one name have one policy: Route 53 refuses two. */
export function route53Records(name: GlobalName): readonly Route53Record[] {
  const { declared, answers } = name;
  switch (declared.policy) {
    case "simple":
      return byRecordType(answers.flatMap(({ targets }) => targets)).map(([type, values]) => ({
        setIdentifier: undefined,
        type,
        values,
        routing: { kind: "simple" },
        cluster: undefined,
        isPart: true,
      }));
    case "weighted":
      return answers.flatMap((answer) =>
        recordsOf(answer, answer.cluster.name, {
          kind: "weighted",
          weight: declared.weights[answer.cluster.name] ?? 1,
        }),
      );
    case "latency":
      return answers.flatMap((answer) =>
        recordsOf(answer, answer.cluster.name, {
          kind: "latency",
          region: cloudRegionOf(answer.cluster, "aws") ?? "",
        }),
      );
    case "geolocation":
      return geolocation(name, declared.areas, declared.default);
    case "failover":
      return failover(name, declared.order);
  }
}

function geolocation(
  name: GlobalName,
  areas: Readonly<Record<string, readonly string[]>>,
  byDefault: string,
): Route53Record[] {
  const { answers } = name;
  const ofAreas = answers.flatMap((answer) =>
    (areas[answer.cluster.name] ?? []).flatMap((area) =>
      recordsOf(answer, area, {
        kind: "geolocation",
        ...(CONTINENTS.includes(area) ? { continent: area } : { country: area }),
      }),
    ),
  );
  // If the one that was declared does not answer now, another one does: it is the same record, changed in place.
  const fallback = answers.find(({ cluster }) => cluster.name === byDefault) ?? answers[0];
  if (fallback === undefined) return ofAreas;
  return [...ofAreas, ...partsOf(fallback, "default", { kind: "geolocation", country: ANYWHERE })];
}

/**
 * Records are named for their part and not for their cluster: when the first choice goes, the second one takes its
 * record, in place. Were they named for the cluster, there would be two primaries for a moment, which Route 53 refuses.
 */
function failover(name: GlobalName, order: readonly string[]): Route53Record[] {
  const [first, second] = inOrder(name.answers, order);
  return [
    ...(first === undefined ? [] : partsOf(first, "primary", { kind: "failover", role: "PRIMARY" })),
    ...(second === undefined ? [] : partsOf(second, "secondary", { kind: "failover", role: "SECONDARY" })),
  ];
}

function recordsOf(
  { cluster, targets }: Answer,
  setIdentifier: string,
  routing: Route53Routing,
  isPart = false,
): Route53Record[] {
  return byRecordType(targets).map(([type, values]) => {
    return { setIdentifier, type, values, routing, cluster: cluster.name, isPart };
  });
}

function partsOf(answer: Answer, part: string, routing: Route53Routing): Route53Record[] {
  return recordsOf(answer, part, routing, true);
}
