/** An address of a file on this very origin, whatever name of the gateway the API gave it. */
export function ownAddress(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}
