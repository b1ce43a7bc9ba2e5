// Drives an import: asks for the next step as soon as one is done, and shows how far it is. Without this, "Go on" does.
const panel = document.querySelector("[data-import-steps]");

async function step(form) {
  const response = await fetch(panel.dataset.importSteps, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new FormData(form),
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function drive() {
  const form = panel.querySelector("form");
  const failed = panel.querySelector("[data-import-failed]");
  form.hidden = true;
  try {
    for (;;) {
      const { busy, done } = await step(form);
      if (!busy) break;
      panel.querySelector("progress").value = done;
      panel.querySelector("[data-import-done]").textContent = done;
    }
    window.location.reload();
  } catch {
    form.hidden = false;
    failed.hidden = false;
  }
}

if (panel) drive();
