// Shows a draft as patients will see it while it is typed. Without it the button Preview does the same.
const PAUSE = 150;

function follow(form) {
  const shown = form.querySelector("[data-live-shown]");
  const status = form.querySelector("[data-live-status]");
  let timer = 0;
  let asked = 0;

  async function ask() {
    const turn = ++asked;
    try {
      const response = await fetch(form.dataset.url, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (turn !== asked) return;
      shown.replaceChildren(...page.body.childNodes);
      const remarks = shown.querySelectorAll(".findings li").length;
      status.textContent = remarks === 1 ? "1 remark" : `${remarks || "No"} remarks`;
    } catch {
      if (turn === asked) status.textContent = "The preview does not answer. What you type can still be saved.";
    }
  }

  form.addEventListener("input", (event) => {
    if (!["title", "summary", "body"].includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}

document.querySelectorAll("form[data-live]").forEach(follow);
