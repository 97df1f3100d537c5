// A router: composes two subgraphs, and answers one operation over both. What it has to ask of a subgraph it writes as
// a line of JSON, and reads the answer as a line; its last line is the answer, or what could not be composed.
//
//   node router.mjs FOLDER < answers    with gateway.graphql, second.graphql and operation.graphql in FOLDER
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// Its packages stand elsewhere: in the folder that it is started from.
const require = createRequire(`${process.cwd()}/`);
const { getStitchedSchemaFromSupergraphSdl } = require("@graphql-tools/federation");
const { composeServices } = require("@theguild/federation-composition");
const { execute, parse, print } = require("graphql");

const folder = process.argv[2];
const read = (name) => parse(readFileSync(`${folder}/${name}.graphql`, "utf8"));
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const names = ["gateway", "second"];
const composed = composeServices(names.map((name) => ({ name, url: `http://${name}/`, typeDefs: read(name) })));
if (composed.errors?.length) {
  tell({ errors: composed.errors.map((error) => error.message) });
} else {
  const schema = getStitchedSchemaFromSupergraphSdl({
    supergraphSdl: composed.supergraphSdl,
    onSubschemaConfig: (subgraph) => {
      subgraph.executor = async ({ document, variables }) => {
        tell({ ask: subgraph.name.toLowerCase(), query: print(document), variables });
        return JSON.parse((await answers.next()).value);
      };
    },
  });
  tell({ answer: await execute({ schema, document: read("operation") }) });
}
process.stdin.destroy();
