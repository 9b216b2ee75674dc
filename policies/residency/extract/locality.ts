import type { Finding } from "../facts.ts";
import { at, isMap, listOf, UNKNOWN, type Tree } from "../../tree.ts";
import { inAnyCloud, unproved } from "../whereabouts.ts";

/**
 * Istio's `localityLbSetting`: where traffic goes when a place fails, and in which shares. A locality is a region, with
 * a zone and a part of it after slashes.
 */
export function localitySettings(setting: Tree, here: string): Finding[] {
  if (setting === UNKNOWN) return [{ path: here, concern: "failover", at: unproved() }];
  const failover = listOf(at(setting, "failover")).flatMap((each, index) =>
    locality(at(each, "to"), `${here}.failover[${index}].to`),
  );
  const distribute = listOf(at(setting, "distribute")).flatMap((each, index) => {
    const to = at(each, "to");
    const path = `${here}.distribute[${index}].to`;
    if (!isMap(to)) return locality(to, path);
    return Object.keys(to).flatMap((key) => locality(key, path));
  });
  return [...failover, ...distribute];
}

export function locality(value: Tree | undefined, path: string): Finding[] {
  if (value === undefined || value === "") return [];
  const region = typeof value === "string" ? (value.split("/")[0] ?? "") : value;
  return region === "*" ? [] : [{ path, concern: "failover", at: inAnyCloud(region) }];
}
