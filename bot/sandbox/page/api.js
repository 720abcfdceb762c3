// What the page asks the sandbox's server, and how it hears of changes.

async function call(path, options) {
  let response;
  try {
    response = await fetch(`/sandbox/api/${path}`, options);
  } catch {
    return { ok: false, error: "The sandbox does not answer. Is `make demo` still running?" };
  }
  const body = await response.json().catch(() => ({}));
  return { ok: response.ok, ...body, status: response.status };
}

const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

const at = encodeURIComponent;

export const api = {
  state: () => call("state"),
  messages: (channel, user) => call(`channels/${at(channel)}/messages?user=${at(user)}`),
  modals: (user) => call(`modals?user=${at(user)}`),
  samples: () => call("samples"),
  command: (body) => post("commands", body),
  action: (body) => post("actions", body),
  shortcut: (body) => post("shortcuts", body),
  modal: (id, body) => post(`modals/${at(id)}`, body),
  fileUrl: (id) => `/sandbox/api/files/${at(id)}`,
  downloadUrl: (id) => `/sandbox/api/files/${at(id)}?download=1`,

  say(channel, { user, text, thread, files }) {
    const form = new FormData();
    form.append("user", user);
    form.append("text", text);
    if (thread) form.append("thread_ts", thread);
    for (const file of files) form.append("files", file, file.name);
    return call(`channels/${at(channel)}/messages`, { method: "POST", body: form });
  },
};

// Calls `heard` for each change, and with `{type: "again"}` after a lost connection came back,
// since changes may have been missed meanwhile. Returns a function that ends it.
export function listen(user, heard, connected) {
  let socket;
  let ended = false;
  let wait = 250;
  let dropped = false;
  const connect = () => {
    if (ended) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/sandbox/api/live?user=${at(user)}`);
    socket.onopen = () => {
      wait = 250;
      connected(true);
      if (dropped) heard({ type: "again" });
    };
    socket.onmessage = (event) => heard(JSON.parse(event.data));
    socket.onclose = () => {
      if (ended) return;
      dropped = true;
      connected(false);
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  connect();
  return () => {
    ended = true;
    socket.close();
  };
}
