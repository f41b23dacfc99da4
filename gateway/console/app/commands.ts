/** Those whose label has every word of the text, in their order; those that begin with it first. */
export function fitting<Named extends { readonly label: string }>(all: readonly Named[], text: string): readonly Named[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = all.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const first = words[0] ?? '';
  const begins = (one: Named) => one.label.toLowerCase().startsWith(first);
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
