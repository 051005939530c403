// From the texts of all pages (searchtexts.js) to a function of what is typed, which gives the pages
// that have all of it, the best first, and what no page has. Texts are folded character by
// character, so that a place in the folded text is the same place in the text. Stemmer and stopwords
// are stock search's (language_data.js).
const policytextFinder = (content) => {
  // Folding: simplified characters, small letters without accents, one sort of dash and quotes
  const same = new Map([..."‐–—―−‘’“”•・"].map((mark, i) => [mark, "-----''\"\"··"[i]]));
  const pairs = content.traditional.replace(/.{4}/g, (code) => String.fromCharCode(`0x${code}`)).match(/../g);
  pairs?.forEach(([one, other]) => same.set(one, other));
  const folded = new Map();
  const foldCharacter = (character) => {
    if (!folded.has(character)) {
      const plain = character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
      const one = same.get(plain) ?? plain;
      folded.set(character, one.length === character.length ? one : character);
    }
    return folded.get(character);
  };
  const fold = (text) => text.replace(/[^\x00-\x7f]/gu, foldCharacter).toLowerCase();

  const pages = content.pages.map(([path, stretches]) => {
    let text = "";
    let heading = path;
    const headings = new Map();
    const places = stretches.map(([anchor, own, body]) => {
      const start = text.length;
      text += own ? `${own}\n${body}\n` : `${body}\n`;
      heading = own || headings.get(anchor) || heading;
      headings.set(anchor, heading);
      return { anchor, heading, start, body: start + (own && own.length + 1) };
    });
    const title = places.find((place) => place.body > place.start) ?? places[0];
    return { path, title, places, text, folded: fold(text) };
  });
  const placeOf = (page, at) => page.places.findLast((place) => place.start <= at);

  // Parts of what was typed, between which are spaces; "quoted" ones have spaces themselves
  const partsOf = (typed) => {
    const parts = [];
    for (const { 0: all, 1: quoted, index } of fold(typed).matchAll(/"([^"]+)"|[^\s"]+/g)) {
      const bare = (quoted ?? all).replace(/^[\s,.;:!?()、。《》'·]+|[\s,.;:!?()、。《》'·]+$/g, "");
      const asTyped = typed.slice(index, index + all.length);
      parts.push({ text: bare || all, exact: quoted !== undefined, asTyped });
    }
    const telling = parts.filter(({ text, exact }) => exact || !stopwords.includes(text));
    return (telling.length ? telling : parts).flatMap(found);
  };

  // A part with the expression that finds it; without one, if it is nowhere in the book. Chinese
  // and English without a space between are two parts, unless they stand somewhere as typed.
  const found = ({ text, exact, asTyped }) => {
    for (const source of sources(text, exact)) {
      const regex = new RegExp(source, "g");
      if (pages.some((page) => page.folded.search(regex) >= 0)) return [{ regex }];
    }
    const pieces = text.match(/[a-z]{2,}|\p{Script=Han}+/gu) ?? [];
    if (!exact && pieces.length > 1 && pieces.join("") === text) {
      return pieces.flatMap((piece) => found({ text: piece, exact, asTyped: piece }));
    }
    return [{ regex: null, asTyped }];
  };

  // Of the expressions for a part the first that finds anything counts. Letters and digits begin
  // and end where a word does; the start of a word will do where no whole word is found.
  const sources = (text, exact) => {
    const start = /^[a-z0-9]/.test(text) ? "(?<![a-z0-9])" : "";
    const end = /[a-z0-9]$/.test(text) ? "(?![a-z0-9])" : "";
    const whole = start + spaced(text) + end;
    if (exact || !/[a-z]$/.test(text)) return [whole];
    const forms = /^[a-z]+('s)?$/.test(text) ? formsOf(text.replace(/'s$/, "")) : [];
    return forms.length ? [`${start}(?:${forms.join("|")})${end}`] : [whole, start + spaced(text)];
  };

  // As typed, but for spaces where Chinese, words and signs meet: 5G网络, 5G 网络; 23%, 23 %
  const spaced = (text) => {
    let source = "";
    let last = 0;
    for (const character of text) {
      const kind = /[a-z0-9]/.test(character) ? 1 : /\p{Script=Han}/u.test(character) ? 2 : 3;
      if (source && kind !== last) source += " ?";
      source += character.replace(/[.*+?^${}()|[\]\\]/, "\\$&");
      last = kind;
    }
    return source;
  };

  // The stemmer gives general and generation one stem. Of two forms of a word, one begins with the
  // other, endings of verbs and nouns aside, or they share two letters behind the stem.
  const bare = (word) => word.replace(/(?:ing|ied|ies|ed|es|e|s|y)$/, "");
  const areForms = (a, b, stem) =>
    a.startsWith(bare(b)) || b.startsWith(bare(a)) || a.startsWith(b.slice(0, stem.length + 2));

  const stemmer = new Stemmer();
  let vocabulary = null;
  const formsOf = (word) => {
    const words = /(?<![a-z0-9])[a-z]+(?![a-z0-9])/g;
    vocabulary ??= new Set(pages.flatMap((page) => page.folded.match(words) ?? []));
    const stem = stemmer.stemWord(word);
    return [...vocabulary].filter((other) => stemmer.stemWord(other) === stem && areForms(word, other, stem));
  };

  // Of a page, the lines in which something is found, in their order. Tables and code have tabs.
  const linesOf = (page, parts) => {
    const hits = parts.flatMap(({ regex }, part) =>
      Array.from(page.folded.matchAll(regex), ({ 0: { length }, index: start }) => {
        return { part, start, end: start + length };
      }),
    );
    const lines = new Map();
    for (const hit of hits.sort((a, b) => a.start - b.start || a.end - b.end)) {
      const start = page.text.lastIndexOf("\n", hit.start) + 1;
      const end = page.text.indexOf("\n", start);
      const prose = !page.text.slice(start, end).includes("\t");
      if (!lines.has(start)) lines.set(start, { start, end, prose, hits: [], parts: new Set() });
      lines.get(start).hits.push(hit);
      lines.get(start).parts.add(hit.part);
    }
    return [...lines.values()];
  };

  // In the title, in a heading, in one line, often. Tables and code say the same many times, and
  // count less; of pages as good as each other the first in the book comes first.
  const score = (page, lines, n) => {
    const [counts, inHeadings, inTitle] = [Array(n).fill(0), new Set(), new Set()];
    let ofTitle = 0;
    for (const line of lines) {
      const place = placeOf(page, line.start);
      for (const { part, start, end } of line.hits) {
        counts[part] += line.prose ? 1 : 0.2;
        if (start >= place.body) continue;
        inHeadings.add(part);
        if (place !== page.title) continue;
        inTitle.add(part);
        ofTitle += (end - start) / place.heading.length;
      }
    }
    const often = counts.reduce((sum, count) => sum + Math.round(Math.log2(1 + count)), 0);
    const together = lines.some((line) => line.parts.size === n);
    return 20 * (inTitle.size + ofTitle) + 6 * inHeadings.size + 4 * together + often;
  };

  return (typed) => {
    const parts = partsOf(typed);
    const missing = parts.filter(({ regex }) => !regex).map(({ asTyped }) => asTyped);
    const has = (page) => parts.every(({ regex }) => page.folded.search(regex) >= 0);
    const results = (parts.length && !missing.length ? pages.filter(has) : []).map((page) => {
      const lines = linesOf(page, parts);
      return { page, lines, score: score(page, lines, parts.length) };
    });
    results.sort((a, b) => b.score - a.score);
    return { results, missing };
  };
};
