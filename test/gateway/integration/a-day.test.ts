import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { planDay } from '../../../examples/day/plan.ts';
import { tableOf } from '../../../examples/day/report.ts';

const PLAY = path.join(import.meta.dirname, '../../../examples/day/play.ts');
const FIGURES = {
  opened: 2, finished: 1, active: 1, answered: 1, unanswered: 1, messagesIn: 3, messagesOut: 1,
  firstResponseAverageMs: 2000, firstResponseP90Ms: 2000, responseAverageMs: 2000, handlingAverageMs: null,
}; // prettier-ignore

function halves(): () => number {
  return () => 0.5;
}

describe('the day that the examples play', () => {
  test('is the same for the same numbers, in order of time, and within its hours', () => {
    const day = planDay(2, halves());
    expect(day).toEqual(planDay(2, halves()));
    expect(day.map((visit) => visit.minute)).toEqual(day.map((visit) => visit.minute).toSorted((a, b) => a - b));
    expect(day.length).toBeGreaterThan(0);
    expect(day.every((visit) => visit.minute < 120)).toBe(true);
  });

  test('prints times in minutes of the day, and a dash where nothing was measured', () => {
    const [head, line] = tableOf('By team', [['Orders', FIGURES]], { minutesOf: (ms) => ms / 500 }).split('\n');
    expect(head).toMatch(/^By team +sessions +finished/);
    expect(line).toMatch(/^Orders +2 +1 +1 +1 +1 +3 +1 +4\.0 min +4\.0 min +4\.0 min +-$/);
  });

  test('is played by five people in two teams, and every message is counted', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', PLAY, '--hours=2', '--minutes-per-second=24']);
    const [, told = ''] = /(\d+) messages will come/.exec(stdout) ?? [];
    const [, counted] = /^all(?: +\d+){5} +(\d+) +[1-9]/m.exec(stdout) ?? [];
    expect(counted).toBe(told);
    for (const name of ['Front desk', 'Orders', 'LINE sandbox', 'Messenger sandbox'])
      expect(stdout).toMatch(new RegExp(`^${name} +\\d`, 'm'));
  });
});
