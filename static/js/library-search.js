// Finding a sheet while typing: the answer takes the place of the lists below the box. Without it the button searches.
// The first letter is asked about at once; while an answer is on its way only the newest text waits.
const LEAST = 2;

class Search {
  constructor(form) {
    this.form = form;
    this.box = form.querySelector("input[type=search]");
    this.found = document.querySelector("[data-found]");
    this.browse = document.querySelector("[data-browse]");
    this.back = document.querySelector("[data-found-back]");
    this.note = form.querySelector("[data-found-note]");
    this.isAsking = false;
    this.shown = this.text;
    this.box.addEventListener("input", () => this.typed());
    // Back to this page: the box may be as it was left, and the list below it not.
    window.addEventListener("pageshow", () => this.typed());
  }

  get text() {
    return this.box.value.trim();
  }

  get language() {
    return this.form.elements.lang?.value ?? "en";
  }

  typed() {
    if (!this.isAsking && this.text !== this.shown) this.ask(this.text);
  }

  async ask(text) {
    this.isAsking = true;
    try {
      this.show(text, text.length < LEAST ? "" : await this.answer(text));
    } catch {
      this.note.textContent = this.form.dataset.noAnswer;
    }
    this.shown = text;
    this.isAsking = false;
    this.typed();
  }

  async answer(text) {
    const response = await fetch(this.form.dataset.librarySearch, {
      method: "POST",
      body: new URLSearchParams({ q: text, lang: this.language }),
      credentials: "omit",
    });
    if (!response.ok) throw new Error(response.statusText);
    return response.text();
  }

  show(text, html) {
    this.found.replaceChildren(document.createRange().createContextualFragment(html));
    const title = this.found.querySelector("[data-found-title]");
    this.note.textContent = title ? title.textContent.trim().replace(/\s+/g, " ") : "";
    if (this.browse) this.browse.hidden = html !== "";
    if (this.back) this.back.hidden = html === "";
    this.box.removeAttribute("aria-invalid");
    this.box.setAttribute("aria-describedby", "library-q-hint");
    const error = this.found.querySelector("#library-q-error");
    if (!error) return;
    this.note.textContent = error.textContent.trim();
    this.box.setAttribute("aria-invalid", "true");
    this.box.setAttribute("aria-describedby", "library-q-hint library-q-error");
  }
}

document.querySelectorAll("[data-library-search]").forEach((form) => new Search(form));
