import { globToPattern } from "../../../fleet/residency/exceptions.ts";
import { at, text } from "../../tree.ts";
import type { Guardrails } from "../config.ts";
import { isKubernetes } from "../extract/kubernetes.ts";
import type { Rule, Subject } from "../rule.ts";
import { awsExposure, isAws } from "./public-endpoints/aws.ts";
import { gkeExposure, isGke } from "./public-endpoints/gke.ts";
import { kubernetesExposure } from "./public-endpoints/kubernetes.ts";

export const noPublicEndpoints: Rule = {
  name: "no-public-endpoints",
  description: "Nothing can be reached from the internet that is not declared to be.",
  appliesTo: (type) => isKubernetes(type) || isAws(type) || isGke(type),
  *check(subject, config) {
    for (const { names, message } of exposures(subject)) {
      if (!isDeclared([...names, ...namesOf(subject)], config))
        yield `${message}; if it is meant to be, declare it under publicEndpoints`;
    }
  },
};

function* exposures(subject: Subject): Generator<{ names: readonly string[]; message: string }> {
  if (isKubernetes(subject.type)) yield* kubernetesExposure(subject);
  const messages = isAws(subject.type)
    ? awsExposure(subject)
    : isGke(subject.type)
      ? gkeExposure(subject)
      : [];
  for (const message of messages) yield { names: [], message };
}

/** By what a resource can be declared: its name in Pulumi, and that which it has outside. */
function namesOf({ name, props }: Subject): string[] {
  return [name, text(at(props, "name"))].filter((each) => each !== undefined);
}

function isDeclared(names: readonly string[], { publicEndpoints }: Guardrails): boolean {
  return publicEndpoints.some(({ name }) => names.some((each) => globToPattern(name).test(each)));
}
