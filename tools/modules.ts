import { fileURLToPath } from "node:url";

/** The folder of one of the small Go modules from which programs are built. */
export function moduleFolder(name: string): string {
  return fileURLToPath(new URL(`modules/${name}`, import.meta.url));
}
