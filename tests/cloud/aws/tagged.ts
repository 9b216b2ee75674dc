import type { CloudFolder, StoredObject } from "../framework/folder.ts";
import { textAt, type Properties } from "../framework/properties.ts";
import { arn } from "./names.ts";

/**
 * Resources of a region that bear tags, as `aws resourcegroupstaggingapi get-resources` tells them. A filter is
 * `Key=K,Values=V`. Roles, policies and zones belong to no region and are not among them.
 */
export function taggedResources(cloud: CloudFolder, region: string, filters: readonly string[]): object {
  const wanted = filters.map(
    (filter) => /^Key=(?<key>[^,]+),Values=(?<value>.*)$/.exec(filter)?.groups ?? {},
  );
  const found = cloud.all().filter(({ place, outputs }) => {
    const tags = (outputs.tagsAll ?? {}) as Properties;
    return place.region === region && wanted.every(({ key = "", value }) => tags[key] === value);
  });
  return {
    PaginationToken: "",
    ResourceTagMappingList: found.map((object) => {
      const tags = Object.entries((object.outputs.tagsAll ?? {}) as Properties);
      return { ResourceARN: arnOf(object), Tags: tags.map(([Key, Value]) => ({ Key, Value })) };
    }),
  };
}

/** The SDK does not tell the ARN of every type that has one. */
function arnOf({ type, id, place, outputs }: StoredObject): string {
  const kind = (type.split(":").at(-1) ?? "").toLowerCase();
  return textAt(outputs, "arn") ?? arn(place, "ec2", `${kind}/${id}`);
}
