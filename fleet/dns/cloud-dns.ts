import { byRecordType, inOrder, type Answer, type GlobalName, type RecordType } from "./answers.ts";
import { cloudRegionOf } from "./cloud-region.ts";

/** A record of Cloud DNS: one for each name and type, that holds all answers and the way they are chosen. */
export interface CloudDnsRecord {
  readonly type: RecordType;
  readonly routing: CloudDnsRouting;
}

export type CloudDnsRouting =
  | { readonly kind: "simple"; readonly values: readonly string[] }
  | { readonly kind: "weighted"; readonly items: readonly (Values & { readonly weight: number })[] }
  | { readonly kind: "latency"; readonly items: readonly (Values & { readonly location: string })[] }
  | {
      readonly kind: "failover";
      readonly primary: readonly string[];
      readonly backup: Values & { readonly location: string };
    };

interface Values {
  readonly values: readonly string[];
}

export function cloudDnsRecords(name: GlobalName): readonly CloudDnsRecord[] {
  const types = byRecordType(name.answers.flatMap(({ targets }) => targets)).map(([type]) => type);
  return types.map((type) => {
    const answers = name.answers.flatMap(({ cluster, targets }): Answer[] => {
      const those = byRecordType(targets).find(([each]) => each === type)?.[1];
      return those === undefined ? [] : [{ cluster, targets: those }];
    });
    return { type, routing: routingOf(name, answers) };
  });
}

function routingOf({ declared }: GlobalName, answers: readonly Answer[]): CloudDnsRouting {
  const simple = { kind: "simple", values: answers.flatMap(({ targets }) => targets) } as const;
  switch (declared.policy) {
    case "simple":
    // Refused for Cloud DNS, which knows regions of its own and no countries: checks/dns.ts.
    case "geolocation":
      return simple;
    case "weighted": {
      const weight = ({ cluster }: Answer) => declared.weights[cluster.name] ?? 1;
      return {
        kind: "weighted",
        items: answers.map((answer) => ({ values: answer.targets, weight: weight(answer) })),
      };
    }
    case "latency":
      return { kind: "latency", items: answers.map(located) };
    case "failover": {
      const [first, second] = inOrder(answers, declared.order);
      if (first === undefined || second === undefined) return simple;
      return { kind: "failover", primary: first.targets, backup: located(second) };
    }
  }
}

function located({ cluster, targets }: Answer): Values & { readonly location: string } {
  return { values: targets, location: cloudRegionOf(cluster, "gcp") ?? "" };
}
