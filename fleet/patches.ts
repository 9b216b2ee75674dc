import jsonpatch from "fast-json-patch";
import type { PatchOperation } from "./declaration/schema.ts";
import type { KubernetesObject } from "./manifests.ts";
import { describeObject } from "./objects.ts";

/** What became of a JSON Patch: the patched object, or which operation failed and why. */
export type Patched =
  | { readonly object: KubernetesObject }
  | { readonly operation: number; readonly message: string; readonly hint?: string };

/**
 * Applies a JSON Patch (RFC 6902) to an object, wholly or not at all; the object itself is not changed. A patch that
 * turns the object into another one (kind, name or namespace) is refused: placement and rights were decided for this one.
 */
export function applyPatch(object: KubernetesObject, operations: readonly PatchOperation[]): Patched {
  let patched = structuredClone(object);
  for (const [index, operation] of operations.entries()) {
    try {
      // A copy of the operation too: the library puts its value into the document by reference.
      patched = jsonpatch.applyOperation(patched, structuredClone(operation), true).newDocument;
    } catch (error) {
      return { operation: index, ...failure(error as Error, operation, object) };
    }
    if (identity(patched) !== identity(object)) {
      const message = `turns ${describeObject(object)} into another object`;
      return { operation: index, message, hint: "a patch leaves kind, name and namespace as they are" };
    }
  }
  return { object: patched };
}

/** The library's error names in words; its own text is a dump of the whole document. */
function failure(
  error: Error,
  operation: PatchOperation,
  object: KubernetesObject,
): { message: string; hint?: string } {
  const where = `${operation.path} of ${describeObject(object)}`;
  switch (error.name) {
    case "TEST_OPERATION_FAILED":
      return { message: `test failed: ${where} is not what the patch expects` };
    case "OPERATION_FROM_UNRESOLVABLE":
      return {
        message: `${"from" in operation ? operation.from : ""} of ${describeObject(object)} does not exist`,
      };
    case "OPERATION_PATH_CANNOT_ADD":
      return { message: `the parent of ${where} does not exist`, hint: "add the parent first" };
    case "OPERATION_PATH_UNRESOLVABLE":
      return { message: `${where} does not exist` };
    case "OPERATION_VALUE_OUT_OF_BOUNDS":
      return {
        message: `${where} is beyond the end of the list`,
        hint: 'a path that ends in "-" adds at the end',
      };
    case "OPERATION_PATH_ILLEGAL_ARRAY_INDEX":
      return { message: `${where} leads into a list, and needs a position there` };
    default:
      return { message: `cannot ${operation.op} ${where}: ${error.message.split("\n", 1)[0] ?? ""}` };
  }
}

function identity(object: Partial<KubernetesObject> | null): string {
  return JSON.stringify([object?.kind, object?.metadata?.name, object?.metadata?.namespace]);
}
