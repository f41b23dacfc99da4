import { type Entry, textWithCode } from '../model/campaign.ts';

/**
 * WhatsApp's own link to a number, with a text that the customer sends or not (https://faq.whatsapp.com/5913398998672934). It carries
 * nothing else, so the text has the campaign's code.
 *
 * @param phone in any form people write it in
 */
export function waMe(phone: string, entry: Pick<Entry, 'text' | 'ref'>): string {
  return `https://wa.me/${phone.replace(/\D/g, '')}?text=${encodeURIComponent(textWithCode(entry))}`;
}
