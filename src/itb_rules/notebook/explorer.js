// Shows what Python says: a control for each fact, and the decision on all of them. It decides nothing itself.

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

let numbers = 0;

function render({ model, el }) {
  const words = model.get("words");
  const unique = `itb-${Date.now()}-${numbers++}`;
  const controls = new Map();

  // One answer is sent at a time, and what was dragged past is never sent.
  let waiting = false;
  function answer(name, value) {
    const facts = { ...model.get("facts") };
    if (value === null) delete facts[name];
    else facts[name] = value;
    model.set("facts", facts);
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      model.save_changes();
    });
  }

  function choices(fact, values) {
    const id = `${unique}-${fact.name}`;
    const buttons = values.map(([value, text]) => {
      const input = element("input", { type: "radio", name: id, checked: false });
      input.addEventListener("change", () => answer(fact.name, value));
      return [value, input, element("label", {}, input, element("span", { textContent: text }))];
    });
    const show = (value) => {
      for (const [each, input] of buttons) input.checked = each === (value ?? fact.default ?? null);
    };
    return [element("div", { className: "itb-choices" }, ...buttons.map(([, , label]) => label)), show];
  }

  function list(fact, values) {
    const options = values.map(([value, text]) => element("option", { value: value ?? "", textContent: text }));
    const select = element("select", { ariaLabel: fact.question }, ...options);
    select.addEventListener("change", () => answer(fact.name, select.value || null));
    return [select, (value) => (select.value = value ?? fact.default ?? "")];
  }

  function slider(fact) {
    const known = element("input", { type: "checkbox" });
    const range = element("input", { type: "range", min: fact.low, max: fact.most, step: fact.step, ariaLabel: fact.question });
    const number = element("input", { type: "number", min: fact.low, max: fact.high, step: fact.step, ariaLabel: `${fact.question} (${fact.unit})` });
    const send = (text) => {
      const value = Number(text);
      if (text === "" || Number.isNaN(value)) return answer(fact.name, null);
      answer(fact.name, value);
    };
    range.addEventListener("input", () => { show(Number(range.value)); send(range.value); });
    number.addEventListener("input", () => { send(number.value); });
    known.addEventListener("change", () => {
      const value = known.checked ? fact.typical : null;
      show(value);
      answer(fact.name, value);
    });
    function show(value) {
      const there = value !== null && value !== undefined;
      known.checked = there;
      range.value = there ? value : fact.low;
      range.classList.toggle("itb-unset", !there);
      if (document.activeElement !== number || !there) number.value = there ? value : "";
    }
    const label = element("label", { className: "itb-known" }, known, words.known);
    return [element("div", { className: "itb-slider" }, label, range, number, element("span", { textContent: fact.unit })), show];
  }

  function control(fact) {
    const unknown = fact.default === null ? [[null, words.unknown]] : [];
    if (fact.kind === "yes_no") return choices(fact, [...unknown, [false, words.no], [true, words.yes]]);
    if (fact.kind === "choice") return (fact.values.length <= 3 ? choices : list)(fact, [...unknown, ...fact.values]);
    return slider(fact);
  }

  function field(fact) {
    const [made, show] = control(fact);
    const mark = element("span", { className: "itb-asked", textContent: words.asked, hidden: true });
    const wrong = element("p", { className: "itb-wrong", hidden: true });
    const legend = element("legend", {}, fact.question, fact.clinician ? ` (${words.clinician})` : "", " ", mark);
    const whole = element("fieldset", {}, legend, made, wrong);
    controls.set(fact.name, { show, mark, wrong, whole });
    return whole;
  }

  const groups = new Map();
  for (const fact of model.get("asked")) {
    if (!groups.has(fact.group)) groups.set(fact.group, []);
    groups.get(fact.group).push(field(fact));
  }
  const reset = element("button", { type: "button", textContent: words.reset });
  reset.addEventListener("click", () => { model.set("facts", {}); model.save_changes(); });
  const sections = [...groups].map(([name, fields], place) => {
    const summary = element("summary", {}, name, " ", element("span", { className: "itb-count" }));
    return element("details", { open: place === 0 }, summary, ...fields);
  });
  const next = element("div", { className: "itb-next", hidden: true });
  const form = element("div", { className: "itb-form", tabIndex: 0, role: "group", ariaLabel: words.facts }, next, reset, ...sections);
  const shown = element("div", { className: "itb-shown", tabIndex: 0, role: "region", ariaLabel: words.decision });
  const told = element("p", { className: "itb-hidden", role: "status" });
  el.replaceChildren(element("div", { className: "itb-rules itb-explorer" }, form, element("div", {}, shown, told)));

  // The card that an interview would ask: it leads to its facts, and a list of signs is denied as a whole.
  function showNext(card) {
    next.hidden = !card;
    if (!card) return;
    const there = element("button", { type: "button", textContent: card.title });
    there.addEventListener("click", () => {
      const fields = card.facts.map((name) => controls.get(name).whole);
      for (const each of fields) each.closest("details").open = true;
      fields[0].scrollIntoView({ block: "nearest" });
      fields[0].querySelector("input, select").focus();
    });
    const none = element("button", { type: "button", textContent: card.none, hidden: !card.none });
    none.addEventListener("click", () => {
      model.set("facts", { ...model.get("facts"), ...card.healthy });
      model.save_changes();
    });
    next.replaceChildren(element("span", { textContent: `${words.next} ` }), there, " ", none);
  }

  function showFacts() {
    const facts = model.get("facts");
    for (const [name, { show }] of controls) show(facts[name]);
  }

  function showView() {
    const { html = "", problems = [], asks = [], next: card = null } = model.get("view");
    showNext(card);
    const open = new Set([...shown.querySelectorAll("details[open] > summary")].map((each) => each.textContent));
    if (problems.length) {
      // Nothing is decided on facts that cannot be so, and the decision before is no longer one.
      const lines = problems.map(([name, message]) => element("li", { textContent: name ? `${name}: ${message}` : message }));
      shown.replaceChildren(element("div", { className: "itb-rules itb-alert" },
        element("h3", { textContent: words.refused }), element("ul", {}, ...lines)));
    } else {
      shown.innerHTML = html; // made in Python, every text escaped
      for (const each of shown.querySelectorAll("details > summary"))
        if (open.has(each.textContent)) each.parentElement.open = true;
    }
    told.textContent = shown.querySelector("h3")?.textContent ?? "";
    const wrong = new Map();
    for (const [name, message] of problems) for (const each of name.split(", ")) wrong.set(each, message);
    for (const [name, { mark, wrong: place, whole }] of controls) {
      mark.hidden = !asks.includes(name);
      place.hidden = !wrong.has(name);
      place.textContent = wrong.get(name) ?? "";
      whole.classList.toggle("itb-refused", wrong.has(name));
    }
    sections.forEach((section) => {
      const count = section.querySelectorAll(".itb-asked:not([hidden])").length;
      section.querySelector(".itb-count").textContent = count ? `(${count} ${words.asked})` : "";
    });
  }

  showFacts();
  showView();
  model.on("change:facts", showFacts);
  model.on("change:view", showView);
  return () => {
    model.off("change:facts", showFacts);
    model.off("change:view", showView);
  };
}

export default { render };
