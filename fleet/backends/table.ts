import type { WorkloadDeclaration } from "../declaration/schema.ts";
import type { ModelProblem } from "../problems.ts";
import { APPLICATION_SET } from "./application-set.ts";
import { BACK_ENDS, type BackEndName } from "./back-end.ts";
import { DIRECT } from "./direct.ts";
import { FEATURES, type Abilities, type FeatureName, type ManifestKind } from "./features.ts";
import { KARMADA } from "./karmada.ts";
import { KUBEFED } from "./kubefed.ts";

/** The one table of what each back end can do: documents and checks are made from it. */
export const ABILITIES: Readonly<Record<BackEndName, Abilities>> = {
  direct: DIRECT,
  applicationset: APPLICATION_SET,
  kubefed: KUBEFED,
  karmada: KARMADA,
};

const NAMES = Object.keys(FEATURES) as readonly FeatureName[];

/** What a workload asks for that its back end cannot express, each with the back ends that can. */
export function inexpressible(
  workload: WorkloadDeclaration,
  manifests: ManifestKind | undefined,
): ModelProblem[] {
  const { backend } = workload;
  return NAMES.flatMap((feature): ModelProblem[] => {
    const answer = ABILITIES[backend][feature];
    if ("how" in answer) return [];
    const able = BACK_ENDS.filter((name) => "how" in ABILITIES[name][feature]);
    return FEATURES[feature].askedAt(workload, manifests).map((path) => ({
      path,
      message: `back end ${backend} cannot express this: ${answer.why}`,
      hint: able.length === 0 ? "no back end can" : `back ends that can: ${able.join(", ")}`,
    }));
  });
}

/** The table as Markdown, for docs/workloads.md. */
export function featureTable(): string {
  const header = ["feature", ...BACK_ENDS.map((name) => `\`${name}\``)];
  const rows = NAMES.map((feature) => [
    FEATURES[feature].title,
    ...BACK_ENDS.map((name) => {
      const answer = ABILITIES[name][feature];
      return "how" in answer ? answer.how : `**no**: ${answer.why}`;
    }),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
