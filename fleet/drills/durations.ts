const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
] as const;

/** Seconds as one reads them: `1.5s`, `41s`, `2m 5s`, `1h`, `3d 4h`. The greatest unit and the one below it. */
export function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds * 10) / 10}s`;
  const whole = Math.round(seconds);
  const first = UNITS.findIndex(([, size]) => whole >= size);
  const parts = UNITS.slice(first, first + 2).map(([unit, size], index) => {
    const [, above] = UNITS[first + index - 1] ?? ["", Infinity];
    return { unit, amount: Math.floor((index === 0 ? whole : whole % above) / size) };
  });
  return parts
    .filter(({ amount }) => amount > 0)
    .map(({ unit, amount }) => `${amount}${unit}`)
    .join(" ");
}
