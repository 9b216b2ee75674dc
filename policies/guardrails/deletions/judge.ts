import { globToPattern } from "../../../fleet/residency/exceptions.ts";
import type { Guardrails } from "../config.ts";
import { GUARDED } from "./guarded.ts";
import type { Deletion } from "./preview.ts";

/** A deletion of something that is guarded. */
export interface GuardedDeletion extends Deletion {
  /** `cluster`, `hosted zone`. */
  readonly kind: string;
}

export interface Verdict {
  readonly counted: readonly GuardedDeletion[];
  /** With the reason that the configuration gives. */
  readonly allowed: readonly (GuardedDeletion & { readonly reason: string })[];
}

export function judgeDeletions(deletions: readonly Deletion[], { deletes }: Guardrails): Verdict {
  const guarded = deletions.flatMap((deletion): GuardedDeletion[] => {
    const kind = kindOf(deletion.type, deletes.guard);
    return kind === undefined ? [] : [{ ...deletion, kind }];
  });
  const reasonFor = ({ urn }: Deletion) =>
    deletes.allow.find(({ match }) => globToPattern(match).test(urn))?.reason;
  return {
    counted: guarded.filter((each) => reasonFor(each) === undefined),
    allowed: guarded.flatMap((each) => {
      const reason = reasonFor(each);
      return reason === undefined ? [] : [{ ...each, reason }];
    }),
  };
}

function kindOf(type: string, more: readonly string[]): string | undefined {
  const usual = Object.entries(GUARDED).find(([, globs]) => matches(type, globs));
  return usual?.[0] ?? (matches(type, more) ? "guarded" : undefined);
}

function matches(type: string, globs: readonly string[]): boolean {
  return globs.some((glob) => globToPattern(glob).test(type));
}

export function describeDeletions({ counted, allowed }: Verdict, max: number): string {
  const line = ({ verb, kind, urn }: GuardedDeletion) => `  ${verb} ${kind} ${urn}`;
  const sum = `${counted.length} guarded ${counted.length === 1 ? "resource" : "resources"} would be deleted or replaced, ${max} may be`;
  return [
    counted.length > max ? `Refused: ${sum}.` : `${sum[0]?.toUpperCase() ?? ""}${sum.slice(1)}.`,
    ...counted.map(line),
    ...allowed.map((each) => `${line(each)} (allowed: ${each.reason})`),
  ].join("\n");
}
