/**
 * On what the program makes on the hub, among what others make there: an `up` makes it again, as it is declared then. A
 * backup leaves it out, for what came back of it might not be declared any more.
 */
export const DECLARED_LABEL = "archipelago/declared";

export const DECLARED = { [DECLARED_LABEL]: "true" } as const;
