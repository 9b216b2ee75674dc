import { writeFileSync } from "node:fs";
import path from "node:path";
import { declarationJsonSchema, SCHEMA_FILE } from "../fleet/declaration/json-schema.ts";

// `npm run schema`: run after a change of fleet/declaration/schema.ts; a test holds the file to it.
const file = path.join(import.meta.dirname, "..", SCHEMA_FILE);
writeFileSync(file, declarationJsonSchema());
console.log(`wrote ${file}`);
