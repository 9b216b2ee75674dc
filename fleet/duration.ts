const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const PATTERN = /^([1-9][0-9]*)(s|m|h|d|w)$/;

/** What a duration looks like, for messages and for the JSON Schema. */
export const DURATION_PATTERN = PATTERN.source;

/**
 * Seconds in a duration such as `90s`, `5m`, `6h`, `30d` or `2w`; `undefined` if it is not one.
 * One number and one unit: `1h30m` is written `90m`, so that two people write the same thing the same way.
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = PATTERN.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * SECONDS[unit as keyof typeof SECONDS];
}
