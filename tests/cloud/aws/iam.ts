import type { CloudFolder } from "../framework/folder.ts";
import { textAt, type Properties } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes, Thing } from "../framework/resource-type.ts";
import { digits } from "./names.ts";
import { toPolicy, toRole } from "./references.ts";

const text = (inputs: Properties, key: string) => textAt(inputs, key) ?? "";

/** IAM belongs to no region; its partition is taken from where the provider works, see `account`. */
function iamArn(kind: string) {
  return ({ inputs, place }: Pick<Thing, "inputs" | "place">) =>
    `arn:${place.partition ?? "aws"}:iam::${place.account}:${kind}${textAt(inputs, "path") ?? "/"}${text(inputs, "name")}`;
}

const role: ResourceType = {
  global: true,
  autoName: "name",
  immutable: ["name", "path"],
  id: ({ inputs }) => text(inputs, "name"),
  unique: (inputs) => textAt(inputs, "name"),
  taken: (inputs) => `EntityAlreadyExists: Role with name ${text(inputs, "name")} already exists.`,
  objection: ({ inputs }) => malformed(inputs, "assumeRolePolicy"),
  computed: {
    arn: iamArn("role"),
    uniqueId: (thing) => `AROA${digits(thing, "role", 17).toUpperCase()}`,
    createDate: ({ outputs }) => outputs.createDate ?? new Date().toISOString(),
  },
  objectionToDelete: ({ id, inputs }, cloud) => {
    // The provider detaches by itself where it is told to.
    if (inputs.forceDetachPolicies === true) return undefined;
    return attachedTo(cloud, "role", id)
      ? "DeleteConflict: Cannot delete entity, must detach all policies first."
      : undefined;
  },
};

const policy: ResourceType = {
  global: true,
  autoName: "name",
  immutable: ["name", "path", "description"],
  id: iamArn("policy"),
  unique: (inputs) => textAt(inputs, "name"),
  taken: (inputs) =>
    `EntityAlreadyExists: A policy called ${text(inputs, "name")} already exists. Duplicate names are not allowed.`,
  objection: ({ inputs }) => malformed(inputs, "policy"),
  computed: {
    arn: (thing) => thing.id,
    policyId: (thing) => `ANPA${digits(thing, "policy", 17).toUpperCase()}`,
  },
  objectionToDelete: ({ id }, cloud) =>
    attachedTo(cloud, "policyArn", id)
      ? "DeleteConflict: Cannot delete a policy attached to entities."
      : undefined,
};

const rolePolicy: ResourceType = {
  global: true,
  autoName: "name",
  immutable: ["name", "role"],
  id: ({ inputs }) => `${text(inputs, "role")}:${text(inputs, "name")}`,
  references: [toRole("role")],
  objection: ({ inputs }) => malformed(inputs, "policy"),
};

const rolePolicyAttachment: ResourceType = {
  global: true,
  immutable: ["role", "policyArn"],
  id: ({ inputs }) => `${text(inputs, "role")}/${text(inputs, "policyArn")}`,
  references: [toRole("role"), toPolicy("policyArn")],
};

function attachedTo(cloud: CloudFolder, key: string, name: string): boolean {
  const attachments = ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/rolePolicy:RolePolicy"];
  return attachments.some((type) => cloud.ofType(type).some(({ inputs }) => inputs[key] === name));
}

/** A policy is JSON with statements, and has at most 6144 characters besides white space (IAM quotas). */
function malformed(inputs: Properties, key: string): string | undefined {
  const document = inputs[key];
  try {
    const { Statement } = JSON.parse(String(document)) as { Statement?: unknown };
    if (Statement !== undefined && String(document).replaceAll(/\s/g, "").length <= 6144) return undefined;
  } catch {
    // It is no JSON.
  }
  return `MalformedPolicyDocument: ${key} is no policy document, or too long`;
}

export const IAM: ResourceTypes = {
  "aws:iam/role:Role": role,
  "aws:iam/policy:Policy": policy,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
};
