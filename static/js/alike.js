// Typing a new patient: who may be here already is shown above the form. Without it the page warns after sending.
const PAUSE = 500;

class Alike {
  constructor(place) {
    this.place = place;
    this.form = place.closest("form");
    this.names = place.dataset.alikeFor.split(" ");
    this.asked = 0;
    this.shown = "";
    this.form.addEventListener("input", (event) => {
      if (this.names.includes(event.target.name)) this.typed();
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const turn = ++this.asked;
    const typed = new FormData(this.form);
    const sent = new URLSearchParams(this.names.map((name) => [name, typed.get(name) ?? ""]));
    sent.set("once_key", typed.get("once_key") ?? "");
    try {
      const response = await fetch(this.place.dataset.alike, {
        method: "POST",
        headers: { "X-CSRFToken": typed.get("csrfmiddlewaretoken") },
        body: sent,
        credentials: "same-origin",
      });
      // A log-in page that stands in between must not land in the form.
      if (!response.ok || response.redirected) return;
      const html = (await response.text()).trim();
      if (turn === this.asked) this.show(html);
    } catch {
      // Nothing is lost: the page itself looks for duplicates when the form is sent.
    }
  }

  show(html) {
    if (html === this.shown) return;
    this.shown = html;
    this.place.replaceChildren(document.createRange().createContextualFragment(html));
  }
}

document.querySelectorAll("[data-alike]").forEach((place) => new Alike(place));
