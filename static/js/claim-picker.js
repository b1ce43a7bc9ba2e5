// Finds claims while one types and puts the one chosen into the text, where the cursor last stood.
// Without it the button Find claims lists them, to copy from.
const PAUSE = 150;

function pick(root) {
  const box = root.querySelector("input[type=search]");
  const found = root.querySelector("[data-claims-found]");
  const text = document.getElementById(root.dataset.into);
  let timer = 0;
  let asked = 0;
  let answered = box.value;

  function offer() {
    found.querySelectorAll("[data-insert]").forEach((button) => button.removeAttribute("hidden"));
  }

  // What is shown already stays: somebody may be on its buttons.
  async function ask() {
    const words = box.value;
    const turn = ++asked;
    if (words === answered) return;
    const address = `${root.dataset.url}?${new URLSearchParams({ q: words, lang: root.dataset.lang })}`;
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (turn !== asked) return;
      found.replaceChildren(...page.body.childNodes);
      answered = words;
      offer();
    } catch {
      if (turn === asked) found.textContent = "The search does not answer. Press Find claims.";
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  // Enter looks for claims; it must not send the form.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(timer);
    ask();
  });

  found.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    text.setRangeText(button.dataset.insert, text.selectionEnd, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });

  offer();
}

document.querySelectorAll("[data-claims]").forEach(pick);
