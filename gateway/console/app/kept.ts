/** What this browser keeps between visits. A browser that keeps nothing is no reason to fail. */
export function readKept(name: string): string | null {
  try {
    return localStorage.getItem(`parley ${name}`);
  } catch {
    return null;
  }
}

/** @param value null forgets it */
export function writeKept(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`parley ${name}`);
    else localStorage.setItem(`parley ${name}`, value);
  } catch {
    // Full, or forbidden: it is only convenience.
  }
}
