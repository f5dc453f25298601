// Translates a rulebook in CQL with HL7's own translator and decides with cql-execution: what differs from what is expected.
// node decide.mjs FOLDER-OF-NODE_MODULES, with {"cql": text, "cases": [{"facts": {}, "expected": {}}]} on standard input.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const modules = process.argv[2];
const require = createRequire(`${modules}/here.js`);
globalThis.require = require; // the translator looks for it
const translator = await import(pathToFileURL(`${modules}/@cqframework/cql/cql-to-elm.mjs`));
const cql = require("cql-execution");

const { cql: text, cases } = JSON.parse(readFileSync(0, "utf8"));
const system = readFileSync(new URL("system.xml", import.meta.url), "utf8");
const models = new translator.ModelManager();
models.modelInfoLoader.registerModelInfoProvider(
  translator.createModelInfoProvider((name) => (name === "System" ? translator.stringAsSource(system) : null)),
);
const translated = translator.CqlTranslator.fromText(text, new translator.LibraryManager(models));
const errors = translated.errors.asJsReadonlyArrayView().map((error) => error.message);
const library = errors.length ? null : new cql.Library(JSON.parse(translated.toJson()));
const differing = [];
let asked = 0;
for (const { facts, expected } of library ? cases : []) {
  const source = new cql.PatientSource([{ id: "1", recordType: "Patient" }]);
  const found = (await new cql.Executor(library, null, facts).exec(source)).unfilteredResults;
  for (const [name, value] of Object.entries(expected)) {
    asked += 1;
    if (found[name] !== value) differing.push([name, String(found[name]), String(value)]);
  }
}
process.stdout.write(JSON.stringify({ errors, asked, differing }));
