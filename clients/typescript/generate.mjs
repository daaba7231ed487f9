// Writes src/schema.d.ts from docs/openapi.yaml. Its first line says from which.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = await readFile(new URL("../../docs/openapi.yaml", import.meta.url), "utf8");
const digest = createHash("sha256").update(document).digest("hex");
const types = astToString(await openapiTS(document));
const header = `// Generated from docs/openapi.yaml, sha256:${digest}. Not to be edited.\n\n`;
await writeFile(new URL("src/schema.d.ts", import.meta.url), header + types);
