import type { ScalarTag } from "yaml";

/**
 * What kubectl, Helm and kustomize take for truth values and numbers, and YAML 1.2 does not: their parser is of
 * YAML 1.1 in part (kubernetes-sigs/yaml, goyaml.v2/resolve.go). Without these, `defaultMode: 0644` would be 644
 * instead of 420, and `automount: no` a text.
 */
export const KUBERNETES_TAGS: readonly ScalarTag[] = [
  scalar("bool", /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/, (text) =>
    /^(?:y|on)/i.test(text),
  ),
  scalar("int", /^[-+]?0[0-7_]+$/, (text) => whole(text, 8)),
  scalar("int", /^[-+]?0b[01_]+$/, (text) => whole(text.replace("0b", ""), 2)),
  scalar("int", /^[-+]?[1-9][0-9]*_[0-9_]*$/, (text) => whole(text, 10)),
];

function scalar(name: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag {
  return { tag: `tag:yaml.org,2002:${name}`, default: true, test, resolve };
}

function whole(digits: string, base: number): number {
  return Number.parseInt(digits.replaceAll("_", ""), base);
}
