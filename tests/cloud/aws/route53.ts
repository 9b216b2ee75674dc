import type { CloudFolder } from "../framework/folder.ts";
import { textAt, valuesAt, type Properties } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { digits, uuid } from "./names.ts";
import { toZone } from "./references.ts";

const text = (inputs: Properties, key: string) => textAt(inputs, key) ?? "";

const zone: ResourceType = {
  global: true,
  id: () => `Z${uuid().replaceAll("-", "").slice(0, 20).toUpperCase()}`,
  immutable: ["name", "delegationSetId"],
  computed: {
    arn: ({ id }) => `arn:aws:route53:::hostedzone/${id}`,
    zoneId: (thing) => thing.id,
    nameServers: (thing) =>
      [0, 1, 2, 3].map((number) => `ns-${digits(thing, String(number), 4)}.awsdns.example`),
    primaryNameServer: (thing) => `ns-${digits(thing, "0", 4)}.awsdns.example`,
  },
  inUse: ({ id }) =>
    `HostedZoneNotEmpty: The specified hosted zone ${id} contains non-required resource record sets and so cannot be deleted.`,
};

const record: ResourceType = {
  global: true,
  immutable: ["zoneId", "name", "type", "setIdentifier"],
  id: ({ inputs }) => recordKey(inputs).replaceAll(" ", "_"),
  references: [toZone("zoneId")],
  objection: ({ inputs }, cloud) => objectionTo(inputs, cloud),
  unique: recordKey,
  taken: (inputs) =>
    `InvalidChangeBatch: Tried to create resource record set [name='${text(inputs, "name")}', type='${text(inputs, "type")}'] but it already exists`,
  computed: { fqdn: ({ inputs }) => text(inputs, "name") },
};

function recordKey(inputs: Properties): string {
  return ["zoneId", "name", "type", "setIdentifier"].flatMap((key) => textAt(inputs, key) ?? []).join(" ");
}

const POLICIES = [
  "weightedRoutingPolicies",
  "latencyRoutingPolicies",
  "geolocationRoutingPolicies",
  "failoverRoutingPolicies",
];

/** What Route 53 has against a record beside those that there are (API reference, ChangeResourceRecordSets). */
function objectionTo(inputs: Properties, cloud: CloudFolder): string | undefined {
  const others = cloud
    .ofType("aws:route53/record:Record")
    .map((object) => object.inputs)
    .filter((other) => ["zoneId", "name"].every((key) => textAt(other, key) === textAt(inputs, key)))
    .filter((other) => recordKey(other) !== recordKey(inputs));
  const alone = others.find((other) => isAlias(other) !== isAlias(inputs));
  if (alone !== undefined)
    return `InvalidChangeBatch: RRSet of type CNAME with DNS name ${text(inputs, "name")}. is not permitted beside other types`;
  const siblings = others.filter((other) => textAt(other, "type") === textAt(inputs, "type"));
  if (siblings.some((other) => policyOf(other) !== policyOf(inputs)))
    return `InvalidChangeBatch: RRSet with DNS name ${text(inputs, "name")}. cannot be created as other RRSets exist with the same name and type, and another policy`;
  const role = failoverRole(inputs);
  if (role !== undefined && siblings.some((other) => failoverRole(other) === role))
    return `InvalidChangeBatch: there is a ${role} for ${text(inputs, "name")}. already`;
  return undefined;
}

function isAlias(inputs: Properties): boolean {
  return textAt(inputs, "type") === "CNAME";
}

function policyOf(inputs: Properties): string {
  return POLICIES.find((policy) => valuesAt(inputs, policy).length > 0) ?? "simple";
}

function failoverRole(inputs: Properties): string | undefined {
  const [policy] = valuesAt(inputs, "failoverRoutingPolicies") as Properties[];
  return policy && textAt(policy, "type");
}

const healthCheck: ResourceType = {
  global: true,
  id: uuid,
  immutable: ["type", "requestInterval", "measureLatency", "referenceName"],
  computed: { arn: ({ id }) => `arn:aws:route53:::healthcheck/${id}` },
};

export const ROUTE53: ResourceTypes = {
  "aws:route53/zone:Zone": zone,
  "aws:route53/record:Record": record,
  "aws:route53/healthCheck:HealthCheck": healthCheck,
};
