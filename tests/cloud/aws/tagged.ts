import type { CloudFolder, StoredObject } from "../framework/folder.ts";
import { textAt, type Properties } from "../framework/properties.ts";
import { arn } from "./names.ts";

export interface Filter {
  readonly Key: string;
  readonly Values: readonly string[];
}

/**
 * Resources of one kind that bear tags, as `aws resourcegroupstaggingapi get-resources` tells them. Roles, policies and
 * zones belong to no region and are not among them.
 */
export function taggedResources(
  cloud: CloudFolder,
  region: string,
  kind: string,
  filters: readonly Filter[],
): object {
  const found = cloud.all().filter((object) => {
    const tags = (object.outputs.tagsAll ?? {}) as Properties;
    const bears = ({ Key, Values }: Filter) => Values.includes(String(tags[Key]));
    return object.place.region === region && kindOf(arnOf(object)) === kind && filters.every(bears);
  });
  return {
    PaginationToken: "",
    ResourceTagMappingList: found.map((object) => {
      const tags = Object.entries((object.outputs.tagsAll ?? {}) as Properties);
      return { ResourceARN: arnOf(object), Tags: tags.map(([Key, Value]) => ({ Key, Value })) };
    }),
  };
}

/** `ec2:vpc`, as the service and the first word of what comes last in an ARN say it. */
function kindOf(name: string): string {
  const [, , service = "", , , resource = ""] = name.split(":");
  return `${service}:${resource.split("/")[0] ?? ""}`;
}

/** The SDK does not tell the ARN of every type that has one. */
function arnOf({ type, id, place, outputs }: StoredObject): string {
  const kind = (type.split(":").at(-1) ?? "").toLowerCase();
  return textAt(outputs, "arn") ?? arn(place, "ec2", `${kind}/${id}`);
}
