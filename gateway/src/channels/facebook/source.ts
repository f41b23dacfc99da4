import type { Source } from '../../model/inbound.ts';
import { field, present, textField } from '../meta/wire.ts';

/** Meta's words for where a referral comes from; both spellings of a link are in its samples (…/webhook-events/messaging_referrals). */
const KINDS: ReadonlyMap<string, Source['kind']> = new Map<string, Source['kind']>([
  ['ADS', 'ad'],
  ['SHORTLINK', 'link'],
  ['SHORT-URL', 'link'],
  ['IGME-SOURCE-LINK', 'link'],
  ['MESSENGER_CODE', 'qr'],
  ['CUSTOMER_CHAT_PLUGIN', 'site'],
]);

/** Where a conversation came from, as the referral of a message, of a tapped button or of an event of its own says it. */
export function sourceOf(referral: unknown): Source | undefined {
  if (typeof referral !== 'object' || referral === null) return undefined;
  const adId = textField(referral, 'ad_id');
  const ad = field(referral, 'ads_context_data');
  return present<Source>({
    kind: adId === undefined ? (KINDS.get(textField(referral, 'source') ?? '') ?? 'other') : 'ad',
    ref: textField(referral, 'ref'),
    url: textField(referral, 'referer_uri') ?? textField(referral, 'origin_domain'),
    headline: textField(ad, 'ad_title'),
    id: adId ?? textField(field(referral, 'product'), 'id'),
  });
}

/** The story that a message answers (Instagram). */
export function storyOf(message: unknown): Source | undefined {
  const story = field(field(message, 'reply_to'), 'story');
  if (story === undefined) return undefined;
  return present<Source>({ kind: 'post', id: textField(story, 'id'), url: textField(story, 'url') });
}
