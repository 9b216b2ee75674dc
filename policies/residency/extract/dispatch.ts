import { allOf, NO_FACTS, type Facts } from "../facts.ts";
import { moduleOf, packageOf, type Subject } from "../subject.ts";
import { at } from "../../tree.ts";
import { inAws, inAzure, inGcp, NOWHERE, unproved, type Whereabouts } from "../whereabouts.ts";
import { awsFacts } from "./aws.ts";
import { clusterOf } from "./cluster.ts";
import { gcpFacts } from "./gcp.ts";
import { kubernetesFacts } from "./kubernetes.ts";
import { search } from "./search.ts";

/** Packages whose resources stand nowhere: random numbers, keys, certificates, time. */
const PLACELESS = new Set([
  "random",
  "tls",
  "time",
  "null",
  "std",
  "cloudinit",
  "archive",
  "assert",
  "http",
  "purrl",
  "local",
  "pulumi",
]);

/** Packages of components: what they are made of is judged by itself. */
const COMPONENTS = new Set([
  "eks",
  "awsx",
  "aws-apigateway",
  "kubernetes-cert-manager",
  "kubernetes-ingress-nginx",
]);

/** Packages of the registry that may also be called without a provider in what a test or a tool hands over. */
const OPAQUE_PACKAGES = new Set([
  "command",
  "pulumi-nodejs",
  "pulumi-python",
  "pulumi-dotnet",
  "pulumi-java",
  "terraform",
  "docker",
  "ansible",
]);

/** Resources of a covered cloud that hide what they make. */
const OPAQUE_TYPES =
  /^(aws:(cloudformation\/stack(Set|SetInstance|Instances)?|cloudcontrol\/resource|servicecatalog\/provisionedProduct|serverlessrepository\/cloudFormationStack)|gcp:deploymentmanager\/deployment):/;

/**
 * What a resource says of places, by its type: the one place that knows which rule is for which package. A package that
 * no rule is for may put data anywhere, and is refused unless the profile allows it by name.
 */
export function factsOf(subject: Subject): Facts {
  const { type, provider, profile } = subject;
  const name = packageOf(type);
  if (type.startsWith("pulumi:providers:")) return providerFacts(subject);
  if (profile.packages.includes(name) || profile.packages.includes(type)) return NO_FACTS;
  if (OPAQUE_TYPES.test(type)) return refused("what it makes cannot be seen, and so not be placed");
  switch (name) {
    case "aws":
      return awsFacts(subject);
    case "gcp":
      return gcpFacts(subject);
    case "kubernetes":
      return kubernetesFacts(subject);
  }
  if (PLACELESS.has(name)) return NO_FACTS;
  if (COMPONENTS.has(name)) return component(subject);
  if (provider !== undefined || OPAQUE_PACKAGES.has(name) || moduleOf(type).includes("/"))
    return refused(
      `no rule knows where resources of package ${name} are; allow it under allow.packages if it carries no data`,
    );
  return component(subject);
}

function refused(what: string): Facts {
  const at: Whereabouts = { kind: "anywhere", what };
  return { ...NO_FACTS, where: at, findings: [{ path: "type", concern: "data", at }] };
}

/** What a component is made of is judged by itself; what it was told is judged here, in case its parts are not seen. */
function component(subject: Subject): Facts {
  return allOf({ where: NOWHERE, findings: search(subject.props, "", subject) });
}

/** A provider stands where its resources do. Whether one abroad is right depends on what it is used for; see `stack.ts`. */
function providerFacts(subject: Subject): Facts {
  const { type, props } = subject;
  const name = type.slice("pulumi:providers:".length);
  const region = at(props, "region");
  const zone = at(props, "zone");
  switch (name) {
    case "aws": {
      const where =
        region === undefined || region === ""
          ? unproved("it has no region, so the environment of whoever runs it decides")
          : inAws(region);
      return {
        ...NO_FACTS,
        where,
        findings: where.kind === "in" ? [] : [{ path: "region", concern: "data", at: where }],
      };
    }
    case "gcp": {
      const given = region ?? zone;
      if (given === undefined) return NO_FACTS;
      const where = inGcp(given);
      return {
        ...NO_FACTS,
        where,
        findings: where.kind === "in" ? [] : [{ path: "region", concern: "data", at: where }],
      };
    }
    case "kubernetes": {
      const where = clusterOf({ provider: { type, urn: subject.urn, props }, profile: subject.profile });
      // Its objects are judged by themselves; a provider of no known cluster is not wrong before there are any.
      return where.kind === "in"
        ? { ...NO_FACTS, where, findings: [{ path: "clusterIdentifier", concern: "data", at: where }] }
        : NO_FACTS;
    }
    case "azure-native":
    case "azure": {
      const location = at(props, "location");
      return location === undefined ? NO_FACTS : { ...NO_FACTS, where: inAzure(location) };
    }
    default:
      return NO_FACTS;
  }
}
