import type { Declaration } from "../../fleet/declaration/schema.ts";
import { byName } from "../../fleet/fleet.ts";

/** Time in which who has approved an exception can decide what comes after it. */
const NOTICE_DAYS = 60;
const DAY_MS = 86_400_000;

/** Exceptions that hold, and not for long any more; a line each. */
export function endingSoon({ residency }: Pick<Declaration, "residency">, today?: string): string[] {
  if (today === undefined) return [];
  return byName(residency).flatMap(([profile, { exceptions }]) =>
    exceptions.flatMap(({ match, approver, expires }, index) => {
      const days = Math.round((Date.parse(expires) - Date.parse(today)) / DAY_MS);
      if (days < 0 || days > NOTICE_DAYS) return [];
      const when = days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
      return [
        `residency.${profile}.exceptions[${index}], which ${approver} approved for ${match}, ends ${when}, on ${expires}`,
      ];
    }),
  );
}
