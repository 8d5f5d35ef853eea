// Prints the texts of the pages of the PDF on standard input, as pdf.js (Firefox) has them, as a JSON list.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const { getDocument, VerbosityLevel } = await import(createRequire(import.meta.url).resolve("pdfjs-dist/legacy/build/pdf.mjs"));
const pdf = await getDocument({ data: new Uint8Array(readFileSync(0)), verbosity: VerbosityLevel.ERRORS }).promise;
const texts = [];
for (let number = 1; number <= pdf.numPages; number++) {
  const { items } = await (await pdf.getPage(number)).getTextContent();
  texts.push(items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join(""));
}
process.stdout.write(JSON.stringify(texts));
