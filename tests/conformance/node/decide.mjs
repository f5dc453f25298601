// Translates a rulebook in CQL with HL7's own translator and decides with cql-execution: what differs from what is expected.
// node decide.mjs FOLDER-OF-NODE_MODULES, with [{"cql": text, "cases": [{"facts": {}, "expected": {}}]}] on standard input; a
// case of a library with FHIR's model has {"bundle": {}} instead of facts.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const modules = process.argv[2];
const require = createRequire(`${modules}/here.js`);
globalThis.require = require; // the translator looks for it
globalThis.crypto ??= require("node:crypto").webcrypto; // Node 18 keeps it apart
const translator = await import(pathToFileURL(`${modules}/@cqframework/cql/cql-to-elm.mjs`));
const cql = require("cql-execution");
const fhir = require("cql-exec-fhir");

const described = {
  System: new URL("system.xml", import.meta.url),
  FHIR: `${modules}/cql-exec-fhir/lib/modelInfos/fhir-modelinfo-4.0.1.xml`,
};
const answers = [];
for (const { cql: text, cases } of JSON.parse(readFileSync(0, "utf8"))) answers.push(await compared(text, cases));
process.stdout.write(JSON.stringify(answers));

async function compared(text, cases) {
  const models = new translator.ModelManager();
  models.modelInfoLoader.registerModelInfoProvider(
    translator.createModelInfoProvider((name) =>
      name in described ? translator.stringAsSource(readFileSync(described[name], "utf8")) : null,
    ),
  );
  const translated = translator.CqlTranslator.fromText(text, new translator.LibraryManager(models));
  const errors = translated.errors.asJsReadonlyArrayView().map((error) => error.message);
  const library = errors.length ? null : new cql.Library(JSON.parse(translated.toJson()));
  const differing = [];
  let asked = 0;
  for (const { facts, bundle, expected } of library ? cases : []) {
    const found = bundle ? await decidedOn(library, bundle) : await decided(library, facts);
    for (const [name, value] of Object.entries(expected)) {
      asked += 1;
      if (found[name] !== value) differing.push([name, String(found[name]), String(value)]);
    }
  }
  return { errors, asked, differing };
}

async function decided(library, facts) {
  const source = new cql.PatientSource([{ id: "1", recordType: "Patient" }]);
  return (await new cql.Executor(library, null, facts).exec(source)).unfilteredResults;
}

async function decidedOn(library, bundle) {
  const source = fhir.PatientSource.FHIRv401();
  source.loadBundles([bundle]);
  const [found] = Object.values((await new cql.Executor(library).exec(source)).patientResults);
  return found;
}
