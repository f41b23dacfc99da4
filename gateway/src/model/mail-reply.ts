/** Larger mails are not read: what Gmail and most other servers take at most (https://support.google.com/mail/answer/6584). */
export const MOST_MAIL_BYTES = 25 * 1024 * 1024;

/** The line before a quoted mail, as mail programs write it in the languages of their makers. */
const ATTRIBUTION =
  /^(?:(?:On|Am|Le|El|Il|Op|Em|Den)\b.{3,200}\b(?:wrote|schrieb.{0,80}|a écrit|escribió|ha scritto|schreef.{0,80}|escreveu|skrev.{0,80})\s*:|.{3,200}(?:写道|寫道)\s*[：:])$/i;
const DIVIDER =
  /^(?:-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|原始邮件|原始郵件)\s*-{2,}|_{20,})$/i;
/** Outlook's heading of what it quotes. */
const HEADING = /^\*?(?:From|Von|De|发件人|寄件者)\*?\s*[:：]/i;
const HEADING_NEXT = /^\*?(?:Sent|Date|To|Gesendet|Datum|An|Envoyé|Enviado|发送时间|收件人|寄件日期|收件者)\*?\s*[:：]/i;
const DEVICE = /^(?:Sent from my |Sent from (?:Outlook|Mail)|Get Outlook for|Von meinem .{1,40} gesendet|发自我的|從我的.{1,20}傳送)/i;

/**
 * What somebody wrote in an answer to a mail: without the mail it quotes, and without their signature. Answers between the quoted lines
 * stay. Empty where nothing of their own is left.
 */
export function ownWords(text: string): string {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n');
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const end = quoteAt(lines, i);
    if (end !== undefined) {
      const rest = lines.slice(end);
      // Somebody who answers line by line writes below what they quote; what a program quotes whole has nothing of theirs below.
      const isAnsweredBetween = rest.find((one) => one.trim() !== '')?.startsWith('>') === true && rest.some((one) => isOwn(one));
      if (!isAnsweredBetween) break;
      i = end - 1;
      continue;
    }
    if (line === '-- ' || line === '--' || DEVICE.test(line.trim())) break;
    if (!line.startsWith('>')) kept.push(line.trimEnd());
  }
  return kept
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

function isOwn(line: string): boolean {
  return line.trim() !== '' && !line.startsWith('>') && line !== '-- ';
}

/** Where what begins a quotation here ends; undefined: none begins here. Programs break the line before a quotation in two. */
function quoteAt(lines: readonly string[], i: number): number | undefined {
  const line = (lines[i] ?? '').trim();
  if (line === '' || line.length > 400) return undefined;
  if (ATTRIBUTION.test(line) || DIVIDER.test(line)) return i + 1;
  const next = (lines[i + 1] ?? '').trim();
  if (next.length < 200 && /^(?:On|Am|Le|El|Il|Op|Em|Den)\b/i.test(line) && ATTRIBUTION.test(`${line} ${next}`)) return i + 2;
  return HEADING.test(line) && [next, (lines[i + 2] ?? '').trim()].some((one) => HEADING_NEXT.test(one)) ? i + 1 : undefined;
}

/** Where mail programs begin what they quote, in their HTML. */
const QUOTED_HTML = /<blockquote\b|<div[^>]{0,300}(?:class="gmail_quote|id="(?:appendonsend|divRplyFwdMsg))/i;
const UNSEEN_HTML = /<(style|script|head|title)\b[^]*?(?:<\/\1\s*>|$)|<!--[^]*?(?:-->|$)/gi;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The words of a mail that has no plain text, without what it quotes. Nothing of the HTML is left. */
export function wordsOfHtml(html: string): string {
  const seen = html.replaceAll(UNSEEN_HTML, '');
  const at = seen.search(QUOTED_HTML);
  return (at < 0 ? seen : seen.slice(0, at))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<br\b[^<>]*>|<\/(?:p|div|li|tr|h[1-6])\s*>/gi, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,5});/gi, (whole, name: string) => entity(name) ?? whole)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
