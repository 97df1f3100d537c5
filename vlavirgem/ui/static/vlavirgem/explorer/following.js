// Follows a subscription: server-sent events in the answer to a POST, which a browser's EventSource cannot send.
// open(headers) asks for the stream; tell(data) gets each result. A stream that broke off is taken up behind its last id.
// Resolves to null once the stream is complete, or to an answer that is no stream; rejects when the request is aborted.
globalThis.VlaVirGemFollow = (() => {
  const again = 1000;

  function read(message) {
    const said = {};
    for (const line of message.split("\n")) {
      const [name, ...rest] = line.split(":");
      if (name) { said[name] = rest.join(":").replace(/^ /, ""); }
    }
    return said;
  }

  async function* messages(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) { return; }
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      yield* parts.map(read);
    }
  }

  return async (open, tell) => {
    let last = "";
    for (;;) {
      const response = await open(last ? { "Last-Event-ID": last } : {});
      if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) { return response; }
      try {
        for await (const said of messages(response.body)) {
          last = said.id || last;
          if (said.event === "next") { tell(said.data); }
          if (said.event === "complete") { return null; }
        }
      } catch (broken) {
        if (broken.name === "AbortError") { throw broken; }
      }
      await new Promise((resolve) => { setTimeout(resolve, again); });
    }
  };
})();
