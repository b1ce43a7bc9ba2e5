// Works a batch of handouts off, step by step, and shows how far it has come. Without it the button does one step.
const form = document.querySelector("[data-batch]");
const bar = form?.querySelector("progress");
const words = form?.querySelector("[data-batch-words]");
const button = form?.querySelector("button");
const stopped = form?.querySelector("[data-batch-stopped]");

async function step() {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
    redirect: "error",
  });
  if (!answer.ok) throw new Error(`The step was answered with ${answer.status}`);
  return answer.json();
}

async function run() {
  button.hidden = true;
  stopped.hidden = true;
  try {
    for (;;) {
      const { done, total, is_done: isDone } = await step();
      bar.value = done;
      words.textContent = `${done} of ${total} sheets`;
      if (isDone) break;
    }
    location.reload();
  } catch {
    // The server may be away, or the person logged out: each step is kept, so the button can go on from there.
    button.hidden = false;
    stopped.hidden = false;
  }
}

if (form) run();
