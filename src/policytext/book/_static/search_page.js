// The search page: shows where what is asked for stands (search.js finds it). The address keeps the
// query, and each result leads to the section that it stands in.
document.addEventListener("DOMContentLoaded", () => {
  const MOST_TYPED = 200;
  const MOST_PASSAGES = 3; // of a page
  const [BEFORE, AFTER] = [50, 110]; // characters of a passage around what was found
  const find = policytextFinder(policytextSearch);
  const placeOf = (page, at) => page.places.findLast((place) => place.start <= at);

  // Lines to show, in the order of the page: those first that have most parts not yet shown
  const linesToShow = (page, lines) => {
    const others = lines.filter((line) => line.start !== page.title.start);
    const left = others.length ? others : lines;
    const shown = [];
    const seen = new Set();
    const worth = ({ parts, prose }) => {
      const unseen = [...parts].filter((part) => !seen.has(part)).length;
      return 100 * unseen + 2 * parts.size + prose;
    };
    while (left.length && shown.length < MOST_PASSAGES) {
      const values = left.map(worth);
      const [line] = left.splice(values.indexOf(Math.max(...values)), 1);
      shown.push(line);
      line.parts.forEach((part) => seen.add(part));
    }
    return shown.sort((a, b) => a.start - b.start);
  };

  // Nodes. Text goes in as text: what a corpus says is never read as HTML.

  const add = (parent, tag, attributes = {}) => {
    const element = parent.appendChild(document.createElement(tag));
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  const addText = (parent, text) => {
    const chinese = /(\p{Script=Han}[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”‘’…·]*)/u;
    for (const [i, piece] of text.replaceAll("\t", " · ").split(chinese).entries()) {
      if (i % 2) add(parent, "span", { lang: "zh" }).append(piece);
      else parent.append(piece);
    }
  };

  const addMarked = (parent, page, start, end, hits) => {
    let at = start;
    for (const hit of hits) {
      const [from, to] = [Math.max(at, hit.start), Math.min(end, hit.end)];
      if (from >= to) continue;
      addText(parent, page.text.slice(at, from));
      addText(add(parent, "mark"), page.text.slice(from, to));
      at = to;
    }
    addText(parent, page.text.slice(at, end));
  };

  // What stands around the first place of each part in a line
  const addExcerpt = (parent, page, line) => {
    const windows = [];
    for (const part of line.parts) {
      const { start, end } = line.hits.find((hit) => hit.part === part);
      windows.push(windowOf(page, line, start - BEFORE, end + AFTER));
    }
    let last = line.start;
    for (const { start, end } of windows.sort((a, b) => a.start - b.start)) {
      if (end <= last) continue;
      if (start > last) parent.append(last === line.start ? "… " : " … ");
      addMarked(parent, page, Math.max(start, last), end, line.hits);
      last = end;
    }
    if (last < line.end) parent.append(" …");
  };

  // No word is cut in two
  const windowOf = (page, line, start, end) => {
    const isWord = (at) => /[a-z0-9]/.test(page.folded[at]);
    let [from, to] = [Math.max(start, line.start), Math.min(end, line.end)];
    while (from > line.start && start - from < 20 && isWord(from) && isWord(from - 1)) from -= 1;
    while (to < line.end && to - end < 20 && isWord(to) && isWord(to - 1)) to += 1;
    return { start: from, end: to };
  };

  const addressOf = (page, { anchor }) => {
    const path = page.path.split("/").map(encodeURIComponent).join("/");
    return anchor ? `${path}#${encodeURIComponent(anchor)}` : path;
  };

  // What is found in a heading shows how its section begins
  const addPassage = (parent, page, line) => {
    const place = placeOf(page, line.start);
    const passage = add(parent, "p", { class: "search-passage" });
    const inHeading = line.start < place.body;
    if (place.anchor !== page.title.anchor) {
      const link = add(passage, "a", { href: addressOf(page, place) });
      if (inHeading) addMarked(link, page, line.start, line.end, line.hits);
      else addText(link, place.heading);
      passage.append(" ");
    }
    if (!inHeading) return addExcerpt(passage, page, line);
    const body = { start: place.body, end: page.text.indexOf("\n", place.body) };
    const { end } = windowOf(page, body, body.start, body.start + BEFORE + AFTER);
    addText(passage, page.text.slice(body.start, end) + (end < body.end ? " …" : ""));
  };

  const addResult = ({ page, lines }) => {
    const item = add(list, "li");
    const link = add(item, "a", { class: "search-page", href: addressOf(page, page.title) });
    const { start, body } = page.title;
    const hits = lines.flatMap((line) => line.hits);
    if (body > start) addMarked(link, page, start, body - 1, hits);
    else addText(link, page.path);
    const n = hits.length;
    add(item, "span", { class: "search-places" }).append(n === 1 ? "1 place" : `${n} places`);
    for (const line of linesToShow(page, lines)) addPassage(item, page, line);
  };

  const say = (typed, results, missing) => {
    const n = results.length;
    if (n) status.append(n === 1 ? "1 page has " : `${n} pages have `);
    else status.append("Nothing found for ");
    addText(status, typed);
    if (!n && typed.includes(" ")) {
      status.append(missing.length ? ". Nowhere in the book: " : ". No page has all of it");
      addText(status, missing.join(", "));
    }
    status.append(".");
  };

  const field = document.getElementById("search-query");
  const status = document.getElementById("search-status");
  const list = document.getElementById("search-results");
  const { title } = document;

  const show = (asked) => {
    const typed = asked.normalize("NFC").replace(/\s+/g, " ").trim().slice(0, MOST_TYPED);
    field.value = typed;
    document.title = typed ? `${typed} · ${title}` : title;
    status.replaceChildren();
    list.replaceChildren();
    if (!typed) return;
    const { results, missing } = find(typed);
    say(typed, results, missing);
    results.forEach(addResult);
    const hits = results.flatMap(({ page, lines }) =>
      lines.flatMap((line) => line.hits.map(({ start, end }) => page.text.slice(start, end))),
    );
    found = [...new Set(hits.map((text) => text.toLowerCase()))];
  };

  // The page that a result leads to marks what was found (sphinx_highlight.js)
  let found = [];
  list.addEventListener("click", ({ target }) => {
    const words = found.filter((text) => !text.includes(" ")).slice(0, 20);
    if (target.closest("a")) localStorage.setItem("sphinx_highlight_terms", words.join(" "));
  });

  const showAddress = () => show(new URLSearchParams(location.search).get("q") ?? "");
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(field.value);
    const address = new URL(location);
    address.searchParams.set("q", field.value);
    history.pushState(null, "", address);
  });
  addEventListener("popstate", showAddress);
  showAddress();
  field.focus({ preventScroll: true });
  field.select();
});
