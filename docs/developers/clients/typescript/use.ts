/** Read the first public services with these words in them: use.ts ADDRESS KEY WORDS. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { argv } from "node:process";
import { ServicesDocument } from "./gateway.ts";

/** Ask the gateway; the result has the type of the document. Throws what the gateway refused. */
async function ask<Result, Variables>(
  address: string,
  key: string,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const answer = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`, { cause: errors });
  return data;
}

const [address = "", key = "", words = ""] = argv.slice(2);
const found = await ask(address, key, ServicesDocument, { words });
for (const service of found.publicServices?.nodes ?? []) {
  console.log(`${service.title}\t${service.provider.name}\t${service.validFrom?.slice(0, 4)}`);
}
