import { isChart } from "../extract/kubernetes.ts";
import { secretsInPlain } from "../extract/credentials.ts";
import { valuesOf } from "../extract/values.ts";
import type { Rule } from "../rule.ts";

export const noPlaintextSecrets: Rule = {
  name: "no-plaintext-secrets",
  description: "What nobody may read is secret to the engine in the values of a chart.",
  appliesTo: isChart,
  *check(subject) {
    for (const { path, values } of valuesOf(subject)) yield* secretsInPlain(values, path, subject);
  },
};
