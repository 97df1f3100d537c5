// A fetch for a server on this machine that is asked under another name: Node's own sends no other Host.
import http from "node:http";
import { Readable } from "node:stream";

export const fetchFrom = (port, host, key) => (url, { method = "GET", headers = {}, body, signal } = {}) =>
  new Promise((resolve, reject) => {
    const { pathname, search } = new URL(url);
    const sent = { ...Object.fromEntries(new Headers(headers)), host, authorization: `Bearer ${key}` };
    const request = http.request({ host: "127.0.0.1", port, path: pathname + search, method, headers: sent, signal });
    request.on("error", reject);
    request.on("response", (answer) => {
      const { statusCode: status, statusMessage: statusText } = answer;
      resolve(new Response(Readable.toWeb(answer), { status, statusText, headers: answer.headers }));
    });
    request.end(body ?? undefined);
  });
