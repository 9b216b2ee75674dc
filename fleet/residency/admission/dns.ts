import { enumerated, isPlace, lines, parameter, text } from "./cel.ts";
import { NOT_ON_ITS_WAY_OUT, SPEC_CHANGES, type AdmissionRule } from "./rule.ts";

const variables = { places: lines("places"), targets: lines("targets") };

/**
 * Whether it is known where an address leads, and that it may: a declared address of an allowed cluster, or a load
 * balancer of AWS, whose name has its region. An IP address says nothing of where it is, so one that is not declared is
 * refused.
 */
function isTarget(value: string): string {
  const balancer = `place, ${value}.endsWith('.' + place + '.elb.amazonaws.com') || ${value}.endsWith('.elb.' + place + '.amazonaws.com')`;
  return `(${value} in variables.targets || variables.places.exists(${balancer}))`;
}

const allowed = text`; allowed are declared addresses of clusters in ${parameter("jurisdictions")}: ${enumerated("variables.targets")}`;

/**
 * Records, every answer of a set alike: default, failover and geolocation are all told apart by who asks, and whoever
 * asks gets a target. What an API server cannot see: the records of the other clusters, and what a zone makes of all.
 */
const endpoints: AdmissionRule = {
  name: "dns-endpoints",
  judgedBy: "namespace",
  resources: [{ group: "externaldns.k8s.io", versions: ["v1alpha1"], resources: ["dnsendpoints"] }],
  conditions: SPEC_CHANGES,
  variables: {
    ...variables,
    // TXT leads nowhere.
    records: "object.?spec.?endpoints.orValue([]).filter(e, e.?recordType.orValue('') != 'TXT')",
    strays: `variables.records.filter(e, !e.?targets.orValue([]).all(t, ${isTarget("t")})).map(e, e.?dnsName.orValue(''))`,
  },
  validations: [
    {
      expression: "variables.strays.size() == 0",
      message: text`residency profile ${parameter("profile")}: spec.endpoints.targets of ${"variables.strays.join(', ')"} may lead elsewhere${allowed}`,
    },
    {
      expression: `variables.records.all(e, e.?providerSpecific.orValue([]).all(p, p.?name.orValue('') != 'aws/region' || ${isPlace("p.?value.orValue('')", "variables.places")}))`,
      message: text`residency profile ${parameter("profile")}: spec.endpoints.providerSpecific aws/region is another place than those in ${parameter("jurisdictions")}: ${enumerated(lines("regions"))}`,
    },
  ],
};

/** The annotations by which an external-dns that watches Services or Ingresses is given a target (annotations.md). */
const annotations: AdmissionRule = {
  name: "dns-annotations",
  judgedBy: "namespace",
  resources: [
    { group: "", versions: ["v1"], resources: ["services"] },
    { group: "networking.k8s.io", versions: ["v1"], resources: ["ingresses"] },
    { group: "gateway.networking.k8s.io", versions: ["v1", "v1beta1"], resources: ["gateways"] },
  ],
  conditions: { ...NOT_ON_ITS_WAY_OUT, "is-annotated": "has(object.metadata.annotations)" },
  variables: {
    ...variables,
    prefixes: "['external-dns.kubernetes.io/', 'external-dns.alpha.kubernetes.io/']",
    named: "variables.prefixes.map(p, p + 'target').filter(k, k in object.metadata.annotations)",
    regions: "variables.prefixes.map(p, p + 'aws-region').filter(k, k in object.metadata.annotations)",
    strays: `variables.named.filter(k, !object.metadata.annotations[k].split(',').all(t, ${isTarget("t.trim()")}))`,
    foreign: `variables.regions.filter(k, !${isPlace("object.metadata.annotations[k]", "variables.places")})`,
  },
  validations: [
    {
      expression: "variables.strays.size() == 0",
      message: text`residency profile ${parameter("profile")}: metadata.annotations ${"variables.strays.join(', ')"} may lead elsewhere${allowed}`,
    },
    {
      expression: "variables.foreign.size() == 0",
      message: text`residency profile ${parameter("profile")}: metadata.annotations ${"variables.foreign.join(', ')"} is another place than those in ${parameter("jurisdictions")}: ${enumerated(lines("regions"))}`,
    },
  ],
};

export const dns: readonly AdmissionRule[] = [endpoints, annotations];
