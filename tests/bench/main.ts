import { benchIngest } from './ingest.ts';
import { benchQuestions } from './questions.ts';
import { benchStream } from './stream.ts';

/** Benchmarks by name: `npm run bench -- ingest stream`; all of them by default. */
const benches: Record<string, () => Promise<void>> = {
  ingest: benchIngest,
  stream: benchStream,
  questions: benchQuestions,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark '${unknown[0]}'; there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) await bench();
}
