import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { alreadyExists, fullName, reference, text } from "./names.ts";

export const NETWORK = "gcp:compute/network:Network";
export const SUBNETWORK = "gcp:compute/subnetwork:Subnetwork";
const ROUTER = "gcp:compute/router:Router";

const inUse = ({ id }: { id: string }) =>
  `googleapi: Error 400: The resource '${id}' is already being used, resourceInUseByAnotherResource`;
const selfLink = { selfLink: ({ id }: { id: string }) => `https://www.googleapis.com/compute/v1/${id}` };
const named = (inputs: object) => text(inputs as never, "name");

// terraform-provider-google-beta, google-beta/services/compute: ForceNew.
const network: ResourceType = {
  global: true,
  immutable: ["name", "project", "autoCreateSubnetworks", "description"],
  id: fullName((inputs) => `global/networks/${text(inputs, "name")}`),
  unique: named,
  taken: alreadyExists,
  inUse,
  computed: { ...selfLink, numericId: () => "1234567890123456789" },
};

const subnetwork: ResourceType = {
  immutable: ["name", "project", "network", "purpose", "description"],
  id: fullName((inputs) => `regions/${text(inputs, "region")}/subnetworks/${text(inputs, "name")}`),
  unique: named,
  taken: alreadyExists,
  inUse,
  references: [reference("network", NETWORK)],
  computed: { ...selfLink, gatewayAddress: () => "10.0.0.1", fingerprint: () => "fingerprint" },
};

const router: ResourceType = {
  immutable: ["name", "project", "network"],
  id: fullName((inputs) => `regions/${text(inputs, "region")}/routers/${text(inputs, "name")}`),
  unique: named,
  taken: alreadyExists,
  inUse,
  references: [reference("network", NETWORK)],
  computed: selfLink,
};

const nat: ResourceType = {
  immutable: ["name", "project", "router"],
  id: ({ inputs, place }) =>
    [
      text(inputs, "project") || place.account,
      place.region,
      text(inputs, "router"),
      text(inputs, "name"),
    ].join("/"),
  unique: (inputs) => `${text(inputs, "router")} ${text(inputs, "name")}`,
  taken: alreadyExists,
  references: [reference("router", ROUTER, "name")],
};

export const COMPUTE: ResourceTypes = {
  [NETWORK]: network,
  [SUBNETWORK]: subnetwork,
  [ROUTER]: router,
  "gcp:compute/routerNat:RouterNat": nat,
};
