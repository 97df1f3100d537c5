// follow.mjs PORT HOST KEY [LAST_EVENT_ID]: follow records with graphql-sse; "open", then the cursor and title of each event.
import { createClient } from "graphql-sse";
import { fetchFrom } from "./fetch_from.mjs";

const [port, host, key, last] = process.argv.slice(2);
const fetchFn = fetchFrom(port, host, key);
const client = createClient({
  url: `http://${host}/graphql`,
  headers: last ? { "Last-Event-ID": last } : {},
  retryAttempts: 0,
  fetchFn: async (...asked) => {
    const answer = await fetchFn(...asked);
    console.log(JSON.stringify({ open: answer.status }));
    return answer;
  },
});
const query = "subscription { publicServiceEvents { cursor type record { title } } }";
for await (const { data, errors } of client.iterate({ query })) {
  console.log(JSON.stringify(errors ? { errors } : data.publicServiceEvents));
}
