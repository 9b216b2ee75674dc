import pc from "picocolors";

/** Colours for a terminal only: what is written to a file or piped into a program stays plain, in CI too. */
export const colours = process.stdout.isTTY ? pc : pc.createColors(false);
