/**
 * A time as Go prints it, which is how an API server gives a duration back once a controller has written the object:
 * 30 days are `720h0m0s`. Anything else would be seen as a change.
 *
 * @param seconds A whole number, at least 1.
 */
export function goDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
