import type { Journal } from "./journal.ts";

/** A journal in which one can put down what else one has to know. */
export interface Remarked {
  readonly journal: Journal<{ readonly remarks?: readonly string[] }>;
}

/** Adds something that one has to know; said twice it is there once. */
export async function remark({ journal }: Remarked, said: string): Promise<void> {
  const { remarks = [] } = journal.run.notes;
  if (!remarks.includes(said)) await journal.note({ remarks: [...remarks, said] });
}
