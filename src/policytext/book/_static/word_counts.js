// Counts, rates and intervals of words, from the data of a page. The same numbers as those of
// policytext.measures.words: the same passages, and the same draws of the same generator.
const wordCounts = (data) => {
  const places = new Map(data.words.map((word, place) => [word, place]));
  const lower = new Map(data.words.map((word) => [word.toLowerCase(), word]));
  const pairs = data.traditional.replace(/.{4}/g, (code) => String.fromCharCode(`0x${code}`)).match(/../g);
  const simple = new Map(pairs?.map((pair) => [...pair]));
  const packed = data.counts.split(";");
  const cells = data.cells.map(([document, passage, themes, n]) => ({ document, passage, themes, n }));
  const nPassages = data.documents.map(() => 0);
  for (const { document, passage } of cells) {
    nPassages[document] = Math.max(nPassages[document], passage + 1);
  }

  const simplify = (text) => [...text].map((character) => simple.get(character) ?? character).join("");

  // The token that is meant, or undefined: as typed, else in simplified characters, else in any case
  const find = (typed) => {
    const text = simplify(typed);
    return [typed, text].find((word) => places.has(word)) ?? lower.get(text.toLowerCase());
  };

  // Cell -> occurrences of a word
  const unpack = (word) => {
    const found = new Map();
    let cell = -1;
    if (!places.has(word)) return found;
    for (const part of packed[places.get(word)].split(" ")) {
      const [distance, n] = part.split("*");
      cell += parseInt(distance, 36);
      found.set(cell, n ? Number(n) : 1);
    }
    return found;
  };

  // PCG64 (O'Neill 2014) as NumPy has it: 32 bits at a time, the lower half first
  const generator = ([, , , state, increment]) => {
    const [bits64, bits128] = [(1n << 64n) - 1n, (1n << 128n) - 1n];
    const step = BigInt(`0x${increment}`);
    let [now, kept] = [BigInt(`0x${state}`), null];
    return () => {
      if (kept !== null) {
        const half = kept;
        kept = null;
        return half;
      }
      now = (now * 0x2360ed051fc65da44385df649fccf645n + step) & bits128;
      const [mixed, turn] = [(now >> 64n) ^ (now & bits64), now >> 122n];
      const next = ((mixed >> turn) | (mixed << (64n - turn))) & bits64;
      kept = Number(next >> 32n);
      return Number(next & 0xffffffffn);
    };
  };

  // How often each passage is in each resample: passage after passage, resample after resample.
  // Whole numbers below n by Lemire (2019), as NumPy draws them.
  const drawn = new Map();
  const times = (document) => {
    if (drawn.has(document)) return drawn.get(document);
    const [n, next] = [nPassages[document], generator(data.documents[document])];
    const result = new Uint16Array(n * data.resamples);
    const [all, least] = [2 ** 32, (2 ** 32) % n];
    for (let resample = 0; resample < data.resamples; resample++) {
      for (let i = 0; i < n; i++) {
        let product = n === 1 ? 0 : next() * n;
        while (n > 1 && product % all < least) product = next() * n;
        result[Math.floor(product / all) * data.resamples + resample]++;
      }
    }
    drawn.set(document, result);
    return result;
  };

  const resampled = (document, perPassage) => {
    const [weights, sums] = [times(document), new Float64Array(data.resamples)];
    perPassage.forEach((n, passage) => {
      if (!n) return;
      const start = passage * data.resamples;
      for (let i = 0; i < data.resamples; i++) sums[i] += n * weights[start + i];
    });
    return sums;
  };

  // What is counted of a document: theme null is all sentences. Of a word, or of all tokens.
  const has = (cell, document, theme) =>
    cell.document === document && (theme === null || (cell.themes >> theme) & 1);
  const perPassage = (counts, document, theme) => {
    const sums = new Float64Array(nPassages[document]);
    for (const [place, n] of counts) {
      if (has(cells[place], document, theme)) sums[cells[place].passage] += n;
    }
    return sums;
  };
  const everything = new Map(cells.map((cell, place) => [place, cell.n]));
  const known = new Map();
  const sizes = (document, theme) => {
    const key = `${document} ${theme}`;
    if (!known.has(key)) {
      const tokens = perPassage(everything, document, theme);
      known.set(key, { tokens, resampled: resampled(document, tokens) });
    }
    return known.get(key);
  };

  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
  const quantile = (sorted, share) => {
    const place = (sorted.length - 1) * share;
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return low + (high - low) * (place % 1);
  };
  const ends = (rates) => {
    const sorted = rates.filter((rate) => !Number.isNaN(rate)).sort();
    const tail = (1 - data.level) / 2;
    return [quantile(sorted, tail), quantile(sorted, 1 - tail)];
  };
  const withEnds = (result, rates) => {
    const enough = result.nPassages >= data.min_passages && result.n > 0;
    const [low, high] = enough ? ends(rates()) : [NaN, NaN];
    return { ...result, low, high };
  };

  const rate = (counts, document, theme) => {
    const [found, size] = [perPassage(counts, document, theme), sizes(document, theme)];
    const [n, nTokens] = [sum(found), sum(size.tokens)];
    const per1000 = nTokens ? (1000 * n) / nTokens : NaN;
    const draws = () => resampled(document, found).map((x, i) => (1000 * x) / size.resampled[i]);
    return { n, nTokens, per1000, nPassages: size.tokens.filter(Boolean).length, draws };
  };
  const ofDocument = (counts, document, theme) => {
    const result = rate(counts, document, theme);
    return withEnds(result, result.draws);
  };

  // The mean of the documents that have such sentences, each with the same weight
  const ofMean = (counts, theme) => {
    const parts = data.documents.map((_, document) => rate(counts, document, theme));
    const some = parts.filter((part) => part.nTokens);
    const total = (name) => sum(some.map((part) => part[name]));
    const draws = () => {
      const [sums, defined] = [new Float64Array(data.resamples), new Uint16Array(data.resamples)];
      for (const part of some) {
        part.draws().forEach((x, i) => {
          if (Number.isNaN(x)) return;
          sums[i] += x;
          defined[i]++;
        });
      }
      return sums.map((x, i) => x / defined[i]);
    };
    const [n, nTokens, nPassages] = ["n", "nTokens", "nPassages"].map(total);
    const per1000 = some.length ? total("per1000") / some.length : NaN;
    return withEnds({ n, nTokens, per1000, nPassages, nDocuments: some.length }, draws);
  };

  // Words that begin with what is typed, then those that have it within; by their gloss if Latin
  const like = (typed, most) => {
    const text = simplify(typed).toLowerCase();
    if (!text) return [];
    const others = data.words.filter((word) => word.toLowerCase() !== text);
    const starts = others.filter((word) => word.toLowerCase().startsWith(text));
    const within = others.filter((word) => word.toLowerCase().indexOf(text) > 0);
    const glossed = /^[a-z][a-z -]+$/.test(text)
      ? others.filter((word) => ` ${gloss(word)}`.toLowerCase().includes(` ${text}`))
      : [];
    return [...new Set([...starts, ...glossed, ...within])].slice(0, most);
  };

  // The words of two characters or more that a longer one is made of, longest first
  const inside = (typed, most) => {
    const text = simplify(typed);
    const found = data.words.filter((word) => word.length > 1 && word !== text && text.includes(word));
    return found.sort((one, other) => other.length - one.length).slice(0, most);
  };

  const gloss = (word) => data.glosses[places.get(word)] ?? "";
  const isTerm = (word, theme) => Boolean((data.terms[places.get(word)] >> theme) & 1);
  return { find, unpack, ofDocument, ofMean, like, inside, gloss, isTerm };
};
