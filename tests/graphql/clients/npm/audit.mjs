// audit.mjs PORT HOST KEY: the GraphQL-over-HTTP audit of a server, one JSON object a line.
import { auditServer } from "graphql-http";
import { fetchFrom } from "./fetch_from.mjs";

const [port, host, key] = process.argv.slice(2);
for (const { id, name, status, reason } of await auditServer({
  url: `http://${host}/graphql`,
  fetchFn: fetchFrom(port, host, key),
})) {
  console.log(JSON.stringify({ id, name, status, reason }));
}
