import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { memberObjection } from "./iam.ts";
import { alreadyExists, fullName, reference, text } from "./names.ts";

export const MANAGED_ZONE = "gcp:dns/managedZone:ManagedZone";

const managedZone: ResourceType = {
  global: true,
  immutable: ["name", "project", "dnsName"],
  id: fullName((inputs) => `managedZones/${text(inputs, "name")}`),
  unique: (inputs) => text(inputs, "name"),
  taken: alreadyExists,
  computed: { nameServers: () => ["ns-cloud-a1.googledomains.com."] },
};

const zoneMember: ResourceType = {
  global: true,
  immutable: ["project", "managedZone", "role", "member"],
  id: ({ inputs }) => ["project", "managedZone", "role", "member"].map((key) => text(inputs, key)).join("/"),
  references: [reference("managedZone", MANAGED_ZONE, "name")],
  objection: ({ inputs }, cloud) => memberObjection(text(inputs, "member"), cloud),
  computed: { etag: () => "CAE=" },
};

export const DNS: ResourceTypes = {
  [MANAGED_ZONE]: managedZone,
  "gcp:dns/dnsManagedZoneIamMember:DnsManagedZoneIamMember": zoneMember,
};
