import { type Candidate, nextOwner } from '../../../../gateway/src/model/team.ts';

const member = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  availability: 'online',
  capacity: null,
  open: 0,
  lastTurn: 0,
  ...more,
});

describe('the next owner', () => {
  it.each<[string, readonly Candidate[], string | undefined]>([
    ['is nobody in an empty team', [], undefined],
    ['is whoever had no turn yet', [member('a', { lastTurn: 1 }), member('b')], 'b'],
    ['is whose turn is longest ago', [member('a', { lastTurn: 3 }), member('b', { lastTurn: 2 })], 'b'],
    ['is the one who came first, where turns are equal', [member('b'), member('a')], 'a'],
    ['is not who is away', [member('a', { availability: 'away' }), member('b', { lastTurn: 9 })], 'b'],
    ['is not who is offline', [member('a', { availability: 'offline' })], undefined],
    ['is who has room for one more', [member('a', { capacity: 2, open: 1 })], 'a'],
    ['is not who is full', [member('a', { capacity: 2, open: 2 })], undefined],
    ['is not who takes nobody', [member('a', { capacity: 0 })], undefined],
  ])('in turn %s', (_, candidates, expected) => expect(nextOwner(candidates, 'round_robin')?.id).toBe(expected));

  it.each<[string, readonly Candidate[], string | undefined]>([
    ['is who has the fewest, whoever had the last turn', [member('a', { open: 2 }), member('b', { open: 1, lastTurn: 9 })], 'b'],
    ['is whose turn is longest ago among those', [member('a', { open: 1, lastTurn: 2 }), member('b', { open: 1, lastTurn: 1 })], 'b'],
    ['is not who is full with few', [member('a', { open: 1, capacity: 1 }), member('b', { open: 7 })], 'b'],
  ])('by load %s', (_, candidates, expected) => expect(nextOwner(candidates, 'least_busy')?.id).toBe(expected));

  it('is nobody where the team assigns by hand', () => expect(nextOwner([member('a')], 'manual')).toBeUndefined());
});
