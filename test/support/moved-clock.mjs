// Loaded before a gateway under test (`--import`): sets its clock by as many milliseconds as a file says, again whenever that changes.
// Only what the machine's clock says moves: timers and `performance.now()` go on, as when somebody sets the clock of a real machine.
import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

const file = process.env.PARLEY_TEST_CLOCK;
const LOOK_MS = 20;

if (file !== undefined) {
  const RealDate = Date;
  let movedBy = 0;
  const look = () => {
    try {
      movedBy = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      // Not written yet.
    }
  };
  look();
  setInterval(look, LOOK_MS).unref();
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(RealDate.now() + movedBy);
      else super(...parts);
    }

    static now() {
      return RealDate.now() + movedBy;
    }
  };
}
