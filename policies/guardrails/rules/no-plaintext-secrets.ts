import { credentialsIn } from "../extract/credentials.ts";
import { isChart } from "../extract/kubernetes.ts";
import { valuesOf } from "../extract/values.ts";
import type { Rule } from "../rule.ts";

const STACK = "pulumi:pulumi:Stack";

export const noPlaintextSecrets: Rule = {
  name: "no-plaintext-secrets",
  description:
    "What nobody may read is secret to the engine, in the values of charts and the outputs of stacks.",
  appliesTo: (type) => isChart(type) || type === STACK,
  *check(subject) {
    const trees = subject.type === STACK ? [{ path: "", values: subject.props }] : valuesOf(subject);
    for (const { path: under, values } of trees) {
      for (const { path, looksLike } of credentialsIn(values, under)) {
        if (!subject.isSecret(path))
          yield `${path} looks like ${looksLike}, and is not secret: it would stand in the state in plain`;
      }
    }
  },
};
