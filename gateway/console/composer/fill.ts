/** What `{{name}}` may stand for in a prepared answer: letters of any script, digits, `_` and dots. */
const VARIABLE = /\{\{\s*([\p{L}\p{N}_.]+)\s*\}\}/gu;

/** A text with its variables filled; what nothing is known of stays to be seen, and to be written over. */
export function filled(text: string, values: Readonly<Record<string, string | null | undefined>>): string {
  return text.replaceAll(VARIABLE, (all, name: string) => values[name] ?? all);
}

/** What a `/` at the beginning of a line asks for: the words after it, while nothing else was written. */
export function slashOf(text: string): string | undefined {
  return /^\/([^\n/]{0,60})$/.exec(text)?.[1];
}

/** What an `@` before the caret asks for. */
export function mentionAt(text: string, caret: number): string | undefined {
  return /(?:^|\s)@([\p{L}\p{N}_.-]{0,40})$/u.exec(text.slice(0, caret))?.[1];
}

/** Members whose name is mentioned in a note as `@Name`; the longest name first, so that `@Ann` is not found in `@Anna`. */
export function mentionsIn<Member extends { readonly id: string; readonly name: string }>(
  text: string,
  members: readonly Member[],
): readonly string[] {
  let rest = text;
  const found: string[] = [];
  for (const member of members.toSorted((a, b) => b.name.length - a.name.length)) {
    const words = `@${member.name}`;
    if (!rest.includes(words)) continue;
    rest = rest.replaceAll(words, ' ');
    found.push(member.id);
  }
  return found;
}
