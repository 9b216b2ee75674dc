import type { Facts, Finding, Reference } from "../../facts.ts";
import { hostOf, whereIsBucket, whereIsHost } from "../../locate.ts";
import { at, text, UNKNOWN } from "../../../tree.ts";
import { inAnyCloud, NOWHERE, unproved } from "../../whereabouts.ts";
import { path, type KubernetesObject } from "./object.ts";

/**
 * Backup locations. A region says where the bucket is; without one the bucket has to be in the stack or declared, and a
 * store that is not the cloud's own has to be declared by its host.
 */
export function velero(object: KubernetesObject): Partial<Facts> {
  if (object.group !== "velero.io") return {};
  switch (object.kind) {
    case "BackupStorageLocation":
      return backupLocation(object);
    case "VolumeSnapshotLocation":
      return { findings: regionOf(object) };
    case "Schedule":
    case "Backup": {
      const keys =
        object.kind === "Schedule" ? ["spec", "template", "storageLocation"] : ["spec", "storageLocation"];
      const chosen = at(object.object, ...keys);
      const here = path(object, ...keys);
      if (chosen === UNKNOWN) return { findings: [{ path: here, concern: "backups", at: unproved() }] };
      return {
        choices: [{ path: here, concern: "backups", among: "velero", matches: (_, name) => name === chosen }],
      };
    }
    default:
      return {};
  }
}

function regionOf(object: KubernetesObject): Finding[] {
  return ["region", "snapshotLocation"].flatMap((key): Finding[] => {
    const value = at(object.object, "spec", "config", key);
    if (value === undefined || value === "") return [];
    return [{ path: path(object, "spec", "config", key), concern: "backups", at: inAnyCloud(value) }];
  });
}

function backupLocation(object: KubernetesObject): Partial<Facts> {
  const { profile } = object.subject;
  const region = regionOf(object);
  const url = at(object.object, "spec", "config", "s3Url");
  const findings: Finding[] = [...region];
  const urlPath = path(object, "spec", "config", "s3Url");
  if (url === UNKNOWN) findings.push({ path: urlPath, concern: "backups", at: unproved() });
  const host = typeof url === "string" ? hostOf(url) : undefined;
  if (host !== undefined) {
    const where = whereIsHost(host, profile) ?? {
      kind: "unlisted" as const,
      what: "it names a host that is not declared under hosts",
    };
    findings.push({ path: urlPath, concern: "backups", at: where });
  }
  const bucket = at(object.object, "spec", "objectStorage", "bucket");
  const name = text(bucket);
  const declared = name === undefined ? undefined : whereIsBucket(name, profile);
  const bucketPath = path(object, "spec", "objectStorage", "bucket");
  if (declared !== undefined) findings.push({ path: bucketPath, concern: "backups", at: declared });
  const placed = region.length > 0 || host !== undefined;
  const reference: Reference = {
    path: bucketPath,
    property: "spec",
    concern: "backups",
    to: "bucket",
    value: name,
    ...(placed ? { bound: true } : {}),
  };
  const where = findings.find(({ at }) => at.kind === "in")?.at ?? NOWHERE;
  const registers = {
    as: "velero" as const,
    name: text(at(object.object, "metadata", "name")) ?? "",
    labels: {},
    where,
  };
  return { findings, references: declared === undefined ? [reference] : [], registers };
}
