// Measures Hugging Face's tokenizer (the npm package `tokenizers`, its Rust code) on lines of text, one at a time and
// all at once, as `VirNucPro.Benchmarks tokenizer` measures ours. Threads: RAYON_NUM_THREADS.
// Usage: NODE_PATH=.../node_modules node hugging-face.mjs LINES.txt TOKENIZER.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Tokenizer } = createRequire(import.meta.url)("tokenizers");
const [linesPath, tokenizerPath] = process.argv.slice(2);
const lines = readFileSync(linesPath, "utf8").trimEnd().split("\n");
const tokenizer = Tokenizer.fromFile(tokenizerPath);
tokenizer.disableTruncation();
tokenizer.disablePadding();

async function measure(name, encode) {
  const rates = [];
  let ids;
  for (let round = 0; round <= 5; round++) {
    const start = performance.now();
    const encodings = await encode();
    const tokens = encodings.reduce((sum, encoding) => sum + encoding.getLength(), 0);
    if (round > 0) rates.push((tokens / (performance.now() - start)) * 1000);
    ids = encodings;
  }
  let sum = 0;
  let tokens = 0;
  for (const encoding of ids) {
    for (const id of encoding.getIds()) {
      sum = (sum * 31 + id) % 1000003;
      tokens++;
    }
  }
  const rate = Math.round(rates.sort((a, b) => a - b)[2]).toLocaleString("en-US");
  console.log(`${name.padEnd(32)} ${rate.padStart(14)} tokens/s    ${tokens} tokens, sum ${sum}`);
}

await measure("Hugging Face, one at a time", async () => {
  const encodings = [];
  for (const line of lines) encodings.push(await tokenizer.encode(line));
  return encodings;
});
await measure(`Hugging Face, all at once (${process.env.RAYON_NUM_THREADS ?? "all"})`, () => tokenizer.encodeBatch(lines));
