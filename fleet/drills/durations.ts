const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
] as const;

/** Seconds as one reads them: `1.5s`, `41s`, `2m 5s`, `1h`, `3d 4h`. The two greatest units at most. */
export function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds * 10) / 10}s`;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(rest / size);
    if (amount > 0) parts.push(`${amount}${unit}`);
    rest %= size;
  }
  if (rest > 0) parts.push(`${rest}s`);
  return parts.slice(0, 2).join(" ");
}
