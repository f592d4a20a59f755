// Loaded into a product by `--import`: its wall clock is TEST_CLOCK_MS ahead of ours (or behind, if that is negative).
const ahead = Number(process.env.TEST_CLOCK_MS ?? 0);
const Real = Date;

class Shifted extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now() + ahead);
    else super(...given);
  }
  static now() {
    return Real.now() + ahead;
  }
}
globalThis.Date = Shifted;
