// The word explorer: what is typed, or stands in the address behind #, and what is shown of it.
// All text goes into the page as text: a word of a corpus can be anything.
document.addEventListener("DOMContentLoaded", () => {
  const MOST = 6;
  for (const box of document.querySelectorAll(".word-explorer")) {
    const data = JSON.parse(box.querySelector(".explorer-data").textContent);
    const counts = wordCounts(data);
    const part = (name) => box.querySelector(`.explorer-${name}`);
    const [form, field, answer] = [box.querySelector("form"), box.querySelector("input"), part("answer")];
    let results = [];

    const element = (name, text, properties = {}) => {
      const made = Object.assign(document.createElement(name), properties);
      made.append(...[text].flat());
      return made;
    };
    const word = (text) => element("span", text, { lang: "zh-Hans" });
    const number = (value, digits = 1) =>
      Number.isNaN(value) ? "–" : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const interval = ({ low, high }) => (Number.isNaN(low) ? "–" : `${number(low)} to ${number(high)}`);
    const named = ([, english, chinese]) => (chinese && chinese !== english ? `${english} ${chinese}` : english);

    const SEPARATORS = /[\s,、;+，；]+/u;
    // Words of a text: what separates them is no part of any
    const split = (text) => [...new Set(text.normalize("NFKC").split(SEPARATORS).filter(Boolean))];
    // Letters stay as they are, of any script: a browser takes them, and a reader knows the words
    const address = (words) =>
      words.map((text) => text.replace(/[^\p{L}\p{N}]/gu, encodeURIComponent)).join("+");
    // However the address was written: 创新+改革, with %2B, with a comma. Null: a place on the page
    const fromAddress = () => {
      const words = split(location.hash.slice(1).replace(/(?:%[0-9a-f]{2})+/gi, (escape) => {
        try {
          return decodeURIComponent(escape);
        } catch {
          return escape;
        }
      }));
      return words.length === 1 && document.getElementById(words[0]) ? null : words;
    };

    const measure = (text) => {
      const token = counts.find(text);
      const found = counts.unpack(token);
      const documents = data.documents.map((_, place) => counts.ofDocument(found, place, null));
      const themes = data.themes.map((_, place) => counts.ofMean(found, place));
      return { word: token, found, documents, mean: counts.ofMean(found, null), themes };
    };

    const mark = (result, theme) =>
      result.themes[theme].n && counts.isTerm(result.word, theme) ? "°" : "";
    const said = (result, value, sign = "") =>
      Number.isNaN(value.per1000) ? `${result.word} –` : `${result.word} ${number(value.per1000)}${sign}`;
    const chart = (width) => {
      const row = (label, colours, pick, sign = () => "") => ({
        label,
        colours,
        values: results.map((result) => {
          const value = pick(result);
          return { word: result.word, ...value, text: said(result, value, sign(result)) };
        }),
      });
      const INK = ["#262626", "#262626"];
      const axis = "Occurrences per 1,000 tokens";
      const documents = data.documents.map((about, place) => row(named(about), INK, (r) => r.documents[place]));
      const mean = row("Mean of the texts 平均", INK, (r) => r.mean);
      const themes = data.themes.map((about, place) =>
        row(named(about), about.slice(3), (r) => r.themes[place], (r) => mark(r, place)));
      return wordChart({
        words: results.map((result) => result.word),
        width,
        title: `Rates of ${results.map((result) => result.word).join(", ")} by text and by theme; the table below has the numbers.`,
        panels: [
          { heading: "By text 按文本", axis, rows: [...documents, mean] },
          { heading: "By theme 按主题", axis: "Per 1,000 tokens of the theme's sentences, mean of the texts", rows: themes },
        ],
      });
    };

    const draw = () => {
      if (!results.length) return;
      const place = part("chart").firstElementChild;
      place.replaceChildren(chart(Math.max(280, Math.min(place.clientWidth, 760))));
    };

    const sayWord = ({ word: token, documents, mean }) => {
      const some = documents.filter(({ n }) => n).length;
      const most = documents.reduce((best, value, i) => (value.per1000 > documents[best].per1000 ? i : best), 0);
      const gloss = counts.gloss(token);
      const line = element("p", [word(token), gloss ? ` (${gloss}): ` : ": "]);
      line.append(
        `${mean.n.toLocaleString("en")} in ${some} of ${documents.length} texts; the highest rate is that of `,
        `${data.documents[most][1]}, ${number(documents[most].per1000)} per 1,000 tokens`,
        Number.isNaN(documents[most].low) ? ", too short for an interval." : ` (${interval(documents[most])}).`,
      );
      return line;
    };

    const button = (text, gloss, act) => {
      const made = element("button", word(text), { type: "button" });
      if (gloss) made.append(" ", element("small", gloss));
      made.addEventListener("click", act);
      return made;
    };
    const replace = (old, text) => {
      const words = split(field.value).map((one) => (one === old ? text : one));
      go(words.length ? words : [text]);
      field.focus();
    };
    const sayMissing = (typed) => {
      const near = [...counts.like(typed, 5), ...counts.inside(typed, 5)].slice(0, 8);
      const left = data.n_words > data.words.length ? " among the frequent ones that this page has" : "";
      const line = element("p", [word(typed), ` is no token of these texts${left}. `]);
      if (near.length) line.append(counts.like(typed, 1).length ? "Tokens like it: " : "Tokens in it: ");
      near.forEach((text, i) => line.append(i ? " " : "", button(text, counts.gloss(text), () => replace(typed, text))));
      return line;
    };

    const suggest = () => {
      const last = field.value.normalize("NFKC").split(SEPARATORS).pop();
      const items = counts.like(last, 8).map((text) =>
        element("li", button(text, counts.gloss(text), () => replace(last, text))));
      part("suggestions").replaceChildren(...items);
      return items.length ? last : "";
    };

    const table = () => {
      const heads = ["Word", "Text or theme", "Occurrences", "of tokens", "per 1,000", "95 % interval"];
      const body = element("tbody", []);
      const add = (result, about, value, sign = "") => {
        const first = element("th", word(result.word), { scope: "row" });
        const cells = [about + sign, number(value.n, 0), number(value.nTokens, 0), number(value.per1000, 2), interval(value)];
        body.append(element("tr", [first, ...cells.map((text) => element("td", text))]));
      };
      for (const result of results) {
        data.documents.forEach((about, i) => add(result, about[1], result.documents[i]));
        add(result, "Mean of the texts", result.mean);
        data.themes.forEach((about, i) => add(result, `Theme: ${about[1]}`, result.themes[i], mark(result, i)));
      }
      const head = element("thead", element("tr", heads.map((text) => element("th", text, { scope: "col" }))));
      return element("table", [element("caption", "The numbers of the chart"), head, body]);
    };

    // What a spreadsheet would run gets an apostrophe, as in all files of the book
    const cell = (value) => {
      if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
      return `"${value.replace(/^(?='*\s*[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
    };
    const signature = () =>
      [`policytext ${data.cite.version}`, ...Object.entries(data.signature).filter(([key]) => key !== "policytext").map((pair) => pair.join(" "))].join("; ");
    const csv = () => {
      const rows = [["token", "document", "theme", "n", "n_tokens", "per_1000_tokens", "low", "high", "n_passages"]];
      const add = (token, document, theme, v) =>
        rows.push([token, document, theme, v.n, v.nTokens, v.per1000, v.low, v.high, v.nPassages]);
      for (const { word: token, found, documents, mean, themes } of results) {
        data.documents.forEach(([id], i) => {
          add(token, id, "", documents[i]);
          data.themes.forEach(([code], theme) => add(token, id, code, counts.ofDocument(found, i, theme)));
        });
        add(token, "(mean)", "", mean);
        data.themes.forEach(([code], theme) => add(token, "(mean)", code, themes[theme]));
      }
      const notes = [`# ${signature()}`, `# ${cite()}`];
      return `\ufeff${[...notes, ...rows.map((row) => row.map(cell).join(","))].join("\n")}\n`;
    };

    const cite = () => {
      const { authors, year, title, version, address: page } = data.cite;
      const words = results.map((result) => result.word);
      const corpus = data.signature.corpus ? ` Corpus ${data.signature.corpus}.` : "";
      return `${authors} (${year}). Rates of ${words.join(", ")} [Word explorer]. In: ${title} (version ${version}).${corpus} ${page}#${address(words)}`;
    };

    const save = (blob, kind) => {
      const name = results.map((result) => result.word.replace(/[^\p{L}\p{N}]+/gu, "_")).join("-");
      const link = element("a", "", { href: URL.createObjectURL(blob), download: `words-${name}.${kind}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    };
    const svg = () => new Blob([new XMLSerializer().serializeToString(chart(720))], { type: "image/svg+xml" });
    const png = () => {
      const [picture, canvas, source] = [new Image(), document.createElement("canvas"), chart(720)];
      picture.onload = () => {
        [canvas.width, canvas.height] = [picture.width * 3, picture.height * 3];
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => save(blob, "png"));
      };
      picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(source))}`;
    };
    const files = () => {
      const offer = { CSV: () => save(new Blob([csv()], { type: "text/csv" }), "csv"), SVG: () => save(svg(), "svg"), PNG: png };
      const links = Object.entries(offer).map(([name, act]) => {
        const made = element("button", name, { type: "button" });
        made.addEventListener("click", act);
        return made;
      });
      part("files").replaceChildren("Download ", ...links.flatMap((link) => [link, " · "]).slice(0, -1));
    };

    // While a word is being typed, what is offered says enough of it
    const show = (typed, typing = "") => {
      const known = [...new Set(typed.map(counts.find).filter(Boolean))];
      results = known.slice(0, MOST).map(measure);
      answer.hidden = !typed.length;
      for (const name of ["chart", "files", "table", "cite"]) part(name).hidden = !results.length;
      const missing = typed.filter((text) => text !== typing && !counts.find(text)).map(sayMissing);
      if (known.length > MOST) missing.push(element("p", `The first ${MOST} words are shown.`));
      part("missing").replaceChildren(...missing);
      part("summary").replaceChildren(...results.map(sayWord));
      if (!results.length) return;
      draw();
      part("table").replaceChildren(table());
      part("cite").querySelector("pre").textContent = cite();
      const marked = results.some((result) => data.themes.some((_, theme) => mark(result, theme)));
      part("chart").querySelector(".explorer-mark").hidden = !marked;
    };

    // A new entry of the history for each new query, not for each key
    let settled = true;
    const remember = (words) => {
      const target = words.length ? `#${address(words)}` : location.pathname + location.search;
      history[settled ? "pushState" : "replaceState"](null, "", target);
      settled = false;
    };
    const go = (words) => {
      field.value = words.join(" ");
      remember(words);
      settled = true;
      part("suggestions").replaceChildren();
      show(words);
    };
    const read = () => {
      const words = fromAddress();
      if (words === null) return;
      settled = true;
      field.value = words.join(" ");
      part("suggestions").replaceChildren();
      show(words.length ? words : (data.examples[0] ?? []));
    };

    const type = (event) => {
      if (event.isComposing) return; // letters on their way to characters
      const words = split(field.value);
      remember(words);
      show(words, suggest());
    };
    field.addEventListener("input", type);
    field.addEventListener("compositionend", type);
    field.addEventListener("blur", ({ relatedTarget }) => {
      settled ||= !part("suggestions").contains(relatedTarget);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") part("suggestions").querySelector("button")?.focus();
      if (event.key === "Escape") part("suggestions").replaceChildren();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      settled = true;
      part("suggestions").replaceChildren();
      show(split(field.value));
    });
    addEventListener("hashchange", read);
    addEventListener("popstate", read);
    new ResizeObserver(draw).observe(part("chart").firstElementChild);
    const links = data.examples.map((words) =>
      element("a", words.join(" "), { href: `#${address(words)}`, lang: "zh-Hans" }));
    part("examples").append("Try ", ...links.flatMap((link) => [link, " · "]).slice(0, -1));
    part("plain").hidden = true;
    form.hidden = false;
    files();
    read();
  }
});
