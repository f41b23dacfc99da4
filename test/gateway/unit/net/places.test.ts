import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPlaces } from '../../../../gateway/src/net/places.ts';
import { placesDatabase } from '../../support/places.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'parley-places-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 203.0.113.0/24, which is for documentation alone. */
const NETWORK = [203, 0, 113].map((one) => one.toString(2).padStart(8, '0')).join('');

function open(record: unknown) {
  const file = path.join(folder, 'places.mmdb');
  writeFileSync(file, placesDatabase(NETWORK, record));
  const places = openPlaces(file);
  if (typeof places === 'string') throw new Error(places);
  return places;
}

test('an address is where the database on this machine says, and nowhere where it says nothing', () => {
  const placeOf = open({
    country: { iso_code: 'LB' },
    subdivisions: [{ names: { en: 'Beirut Governorate' } }],
    city: { names: { en: 'Beirut', de: 'Beirut' } },
  });
  expect(placeOf('203.0.113.9')).toEqual({ country: 'LB', region: 'Beirut Governorate', city: 'Beirut' });
  for (const address of ['203.0.114.9', '127.0.0.1', '::1', 'not an address', undefined]) expect(placeOf(address)).toBeNull();
  expect(open({ continent: { code: 'AS' } })('203.0.113.9')).toBeNull();
});

test('without a database nobody looks, and one that cannot be read is said when the gateway starts', () => {
  const nowhere = openPlaces(undefined);
  expect(typeof nowhere === 'string' ? nowhere : nowhere('203.0.113.9')).toBeNull();
  expect(openPlaces(path.join(folder, 'missing.mmdb'))).toMatch(/^PARLEY_GEO_DATABASE cannot be read: /);
});
