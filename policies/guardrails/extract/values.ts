import { parseAllDocuments } from "yaml";
import { at, listOf, UNKNOWN, type Tree } from "../../tree.ts";
import type { Subject } from "../rule.ts";

/** Values of a chart, with where they stand. They are not known, either, if their file cannot be read. */
export interface ChartValues {
  readonly path: string;
  readonly values: Tree;
}

/** The values of a release or chart: given as data, and as files of YAML. */
export function valuesOf({ props, fileAt }: Pick<Subject, "props" | "fileAt">): ChartValues[] {
  const given = at(props, "values");
  const files = at(props, "valueYamlFiles");
  return [
    ...(given === undefined ? [] : [{ path: "values", values: given }]),
    ...(files === UNKNOWN ? [{ path: "valueYamlFiles", values: UNKNOWN }] : []),
    ...listOf(files).flatMap((_, index) => {
      const path = `valueYamlFiles[${index}]`;
      return parsed(fileAt(path)).map((values) => ({ path, values }));
    }),
  ];
}

function parsed(yaml: string | undefined): Tree[] {
  if (yaml === undefined) return [UNKNOWN];
  try {
    return parseAllDocuments(yaml).map((document) => document.toJS() as Tree);
  } catch {
    return [UNKNOWN];
  }
}
