import fc from "fast-check";

/** A name in some letter case, with blanks around it. */
export function spelled(name: string): fc.Arbitrary<string> {
  const blanks = fc.stringMatching(/^[ \t\n]{0,3}$/);
  const upper = fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length });
  return fc.tuple(blanks, upper, blanks).map(([before, flags, after]) => {
    const text = Array.from(name, (letter, index) => (flags[index] ? letter.toUpperCase() : letter)).join("");
    return before + text + after;
  });
}

/** What no cloud appends to the name of a place. */
export const madeUp = fc.stringMatching(/^[-.][0-9]{3}[a-z]{4,6}$/);
