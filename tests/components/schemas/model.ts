import { describe, unknownField, type Schema, type Violation } from "./problem.ts";
import { Watched } from "./watched.ts";

/** A class of a package of Kubernetes models. */
export interface ModelClass {
  readonly prototype: { validate(): void };
}

/**
 * Fields that a package has lost on its way: the generator that takes the descriptions out of schemas takes fields of
 * that name with them. Its types have this one.
 */
const LOST: ReadonlySet<string> = new Set(["argoproj.io/v1alpha1 AppProject /spec/description"]);

/** The schema that comes compiled into a model. It says nothing of fields that it does not know: those show in what it reads. */
export function modelSchema(model: string, { prototype }: ModelClass): Schema {
  return (object) => {
    const watched = new Watched(object);
    try {
      prototype.validate.call(watched.value);
    } catch (error) {
      if (!(error instanceof Error && "errors" in error)) throw error;
      return (error.errors as readonly Violation[]).map(describe);
    }
    const unknown = watched.unasked().filter((path) => !LOST.has(`${model} ${path}`));
    return unknown.map(unknownField);
  };
}
