// From what somebody wrote to what Slack's own client would send.

// Gives {text}, {command} or {refusal}.
export function outgoing(text, { users, commands }, { thread, files }) {
  const first = text.split(/\s/)[0];
  if (!/^\/[a-z0-9_-]+$/.test(first)) return { text: marked(text, users) };
  // https://docs.slack.dev/interactivity/implementing-slash-commands
  if (thread) return { refusal: `${first} does not work in threads. Send it in the channel.` };
  if (files.length) return { refusal: `A file cannot go with ${first}.` };
  if (!commands.some(({ command }) => command === first)) return { refusal: `There is no command ${first} here.` };
  return { command: text };
}

function marked(text, users) {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const longestFirst = [...users].sort((one, other) => other.name.length - one.name.length);
  return longestFirst.reduce((words, { id, name }) => {
    const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return words.replace(new RegExp(`(^|[\\s(])@${quoted}(?![\\p{L}\\p{N}_-])`, "giu"), `$1<@${id}>`);
  }, escaped);
}
