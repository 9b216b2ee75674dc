import { at, listOf, UNKNOWN, type Tree } from "../../../tree.ts";
import { unproved, type Subject } from "../../rule.ts";
import { isEverybody } from "./everybody.ts";

export function isGke(type: string): boolean {
  return type === "gcp:container/cluster:Cluster";
}

/** The endpoint by address and the one by name; left out, the first is open to everybody: @pulumi/gcp 9, container.Cluster. */
export function* gkeExposure({ props }: Subject): Generator<string> {
  yield* byAddress(props);
  const external = at(props, "controlPlaneEndpointsConfig", "dnsEndpointConfig", "allowExternalTraffic");
  if (external === true)
    yield "the API server can be reached from the internet by its name: controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic";
  if (external === UNKNOWN) yield unproved("controlPlaneEndpointsConfig");
}

function* byAddress(props: Tree): Generator<string> {
  const enabled = at(props, "controlPlaneEndpointsConfig", "ipEndpointsConfig", "enabled");
  const isPrivate = at(props, "privateClusterConfig", "enablePrivateEndpoint");
  if (enabled === false || isPrivate === true) return;
  const authorized = at(props, "masterAuthorizedNetworksConfig");
  const blocks = at(authorized, "cidrBlocks");
  const ranges = listOf(blocks).map((block) => at(block, "cidrBlock"));
  const some = authorized !== undefined && authorized !== UNKNOWN && blocks !== UNKNOWN;
  if (some && !ranges.includes(UNKNOWN)) {
    if (ranges.some((range) => range !== undefined && isEverybody(range)))
      yield "the API server is open to the internet: masterAuthorizedNetworksConfig.cidrBlocks leaves nobody out";
    return;
  }
  if (enabled === UNKNOWN) yield unproved("controlPlaneEndpointsConfig.ipEndpointsConfig.enabled");
  else if (isPrivate === UNKNOWN) yield unproved("privateClusterConfig.enablePrivateEndpoint");
  else if (authorized !== undefined) yield unproved("masterAuthorizedNetworksConfig");
  else
    yield "the API server is open to the internet: neither privateClusterConfig.enablePrivateEndpoint nor masterAuthorizedNetworksConfig closes it";
}
