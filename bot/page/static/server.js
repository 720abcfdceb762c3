// What is asked of the server. Answers that are no answers become sentences.
const AWAY = "The server cannot be reached. What you drew is still here; try again.";

async function ask(what, options = {}) {
  let answer;
  try {
    answer = await fetch(what, { cache: "no-store", ...options });
  } catch {
    throw new Error(AWAY);
  }
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(content.error ?? AWAY);
  return content;
}

export const load = () => ask("state");

export const save = (token, content) =>
  ask("save", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Rekog-Token": token },
    body: JSON.stringify(content),
  });
