import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { ServicesDocument } from "./gateway.js";

/** Ask the gateway; the result has the type of the document. Throws what the gateway refused. */
export async function ask<Result, Variables>(
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
  if (errors) throw new Error(errors[0].message, { cause: errors });
  return data;
}

export async function titles(address: string, key: string, words: string): Promise<string[]> {
  const found = await ask(address, key, ServicesDocument, { words });
  return (found.publicServices?.nodes ?? []).map((service) => service.title ?? service.provider.name);
}
