import { textAt, type Properties } from "../framework/properties.ts";
import type { Place } from "../framework/place.ts";
import type { Reference } from "../framework/resource-type.ts";

/** The project that everything is in unless it says otherwise. */
export const PROJECT = "acme-prod-1234";
export const PROJECT_NUMBER = "123456789012";

type Making = { readonly inputs: Properties; readonly place: Place };

export const text = (inputs: Properties, key: string): string => textAt(inputs, key) ?? "";

export function projectOf({ inputs, place }: Making): string {
  return textAt(inputs, "project") ?? place.account;
}

/** Full name of something in a project: `projects/…/` and what follows. */
export function fullName(path: (inputs: Properties) => string): (making: Making) => string {
  return (making) => `projects/${projectOf(making)}/${path(making.inputs)}`;
}

/** An input that names another resource, as Google says that there is none. */
export function reference(path: string, to: string, by?: string): Reference {
  return {
    path,
    to: [to],
    ...(by === undefined ? {} : { by }),
    missing: (name) => `googleapi: Error 404: The resource '${name}' was not found, notFound`,
  };
}

export function alreadyExists(inputs: Properties): string {
  return `googleapi: Error 409: The resource '${text(inputs, "name")}' already exists, alreadyExists`;
}
