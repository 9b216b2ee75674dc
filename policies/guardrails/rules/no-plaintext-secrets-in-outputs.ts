import { secretsInPlain } from "../extract/credentials.ts";
import type { Rule } from "../rule.ts";

export const noPlaintextSecretsInOutputs: Rule = {
  name: "no-plaintext-secrets-in-outputs",
  description: "What nobody may read is secret to the engine in the outputs of a stack.",
  appliesTo: (type) => type === "pulumi:pulumi:Stack",
  *check(subject) {
    yield* secretsInPlain(subject.props, "", subject);
  },
};
