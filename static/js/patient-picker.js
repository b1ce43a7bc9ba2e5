// Choosing a patient while typing: a combobox over the look-up. Without it the page shows the people found after sending.
// The choice is kept as a checked radio button, the same thing that the page without scripts sends.
const PAUSE = 150;
let pickers = 0;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
}

function described(person) {
  const name = element("strong", {}, person.name);
  const called = person.called ? ` (${person.called})` : "";
  return [name, called, " ", element("span", { class: "soft" }, person.facts)];
}

class Picker {
  constructor(root) {
    this.root = root;
    this.box = root.querySelector("input[type=search]");
    this.people = root.querySelector("[data-people]");
    this.found = [];
    this.at = -1;
    this.asked = 0;
    this.listId = `patient-picker-list-${++pickers}`;
    this.list = element("ul", { id: this.listId, class: "patient-picker-list", role: "listbox", "aria-label": "People found" });
    this.list.hidden = true;
    this.status = element("p", { class: "patient-picker-status", role: "status" });
    this.box.after(this.list);
    this.box.parentElement.after(this.status);
    Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.listId,
    }).forEach(([name, value]) => this.box.setAttribute(name, value));
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("blur", () => this.close());
    // Pressing the mouse on the list must not take the keyboard from the box: the list would close before the click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.found[[...this.list.children].indexOf(option)]);
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.forget();
    this.asked += 1;
    const text = this.box.value.trim();
    if (text === "") {
      this.close();
      this.status.textContent = "";
      return;
    }
    this.timer = setTimeout(() => this.ask(text), PAUSE);
  }

  async ask(text) {
    const turn = ++this.asked;
    const token = this.box.form.querySelector("input[name=csrfmiddlewaretoken]").value;
    let answer;
    try {
      const response = await fetch(this.root.dataset.url, {
        method: "POST",
        headers: { "X-CSRFToken": token, Accept: "application/json" },
        body: new URLSearchParams({ q: text }),
        credentials: "same-origin",
      });
      answer = await response.json();
    } catch {
      answer = { error: "The search does not answer. Go on with the form: the people found will be shown after sending." };
    }
    if (turn === this.asked) this.show(answer);
  }

  show(answer) {
    this.found = answer.people ?? [];
    this.at = -1;
    this.list.replaceChildren(
      ...this.found.map((person, place) =>
        element("li", { id: `${this.listId}-${place}`, role: "option", "aria-selected": "false" }, ...described(person)),
      ),
    );
    this.status.textContent = answer.error ?? this.summary(answer);
    if (this.found.length === 0) this.close();
    else this.open();
  }

  summary(answer) {
    const count = this.found.length;
    if (count === 0) return "Nobody found. Try a part of the name, the phone or the date of birth.";
    if (answer.guess) return "Nobody matches exactly. These are spelt similarly.";
    if (answer.more) return `The first ${count} are shown. Type more to narrow them down.`;
    return count === 1 ? "1 person found." : `${count} people found.`;
  }

  pressed(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.found.length === 0) return;
      event.preventDefault();
      if (!isOpen) this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = this.at === -1 && step === -1 ? 0 : this.at;
      this.mark((from + step + this.found.length) % this.found.length);
    } else if (event.key === "Enter" && isOpen) {
      // The form must not go while people are being chosen; with one person found, Enter takes that one.
      event.preventDefault();
      if (this.at >= 0) this.choose(this.found[this.at]);
      else if (this.found.length === 1) this.choose(this.found[0]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
    }
  }

  mark(place) {
    this.at = place;
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    this.box.setAttribute("aria-activedescendant", `${this.listId}-${place}`);
    this.list.children[place].scrollIntoView({ block: "nearest" });
  }

  choose(person) {
    const radio = element("input", { type: "radio", name: this.root.dataset.name, value: person.id, checked: "" });
    this.people.replaceChildren(element("label", {}, radio, element("span", {}, ...described(person))));
    this.people.hidden = false;
    this.box.value = "";
    this.found = [];
    this.close();
    this.status.textContent = `${person.name} chosen. Type again to choose someone else.`;
    this.root.dispatchEvent(new CustomEvent("patient-chosen", { bubbles: true, detail: person }));
  }

  // Typing again takes back the choice: what is in the box and what is sent must not be two people.
  forget() {
    if (this.people.childElementCount === 0) return;
    this.people.replaceChildren();
    this.people.hidden = true;
  }

  open() {
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll("[data-patient-picker]").forEach((root) => new Picker(root));
