import { type CityResponse, Reader } from 'maxmind';
import { readFileSync } from 'node:fs';
import type { Place } from '../model/presence.ts';

/**
 * Where network addresses are, by a MaxMind database on this machine (GeoLite2 City, or any with its fields): nobody is asked.
 *
 * @param file `PARLEY_GEO_DATABASE`; undefined: nothing is known of any address
 * @returns a sentence where the file cannot be read
 */
export function openPlaces(file: string | undefined): ((address: string | undefined) => Place | null) | string {
  if (file === undefined) return () => null;
  try {
    const database = new Reader<CityResponse>(readFileSync(file));
    return (address) => placeIn(database, address);
  } catch (error) {
    return `PARLEY_GEO_DATABASE cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function placeIn(database: Reader<CityResponse>, address: string | undefined): Place | null {
  if (address === undefined) return null;
  let found: CityResponse | null;
  try {
    found = database.get(address);
  } catch {
    // Not an address, or one of a kind that the database does not hold.
    return null;
  }
  const country = found?.country?.iso_code ?? null;
  const region = found?.subdivisions?.[0]?.names.en ?? null;
  const city = found?.city?.names.en ?? null;
  return country === null && city === null ? null : { country, region, city };
}
