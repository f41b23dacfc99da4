import { textWithCode } from '../../model/campaign.ts';
import type { MakesDeepLinks } from '../channel.ts';
import { askLine } from './call.ts';
import type { LineSettings } from './settings.ts';
import { textAt } from './wire.ts';

/**
 * LINE's link to an account with a text in its input (https://developers.line.biz/en/docs/line-login/using-line-url-scheme/). LINE
 * carries nothing else, so the text has the campaign's code. It opens on phones only.
 */
export const deepLink: MakesDeepLinks<LineSettings>['deepLink'] = async (entry, settings, io) => {
  const answer = await askLine({ method: 'GET', path: '/v2/bot/info' }, settings, io);
  if (answer.is !== 'answered') return answer;
  const basicId = textAt(answer.json, 'basicId');
  if (basicId === undefined) return { is: 'unknown', detail: 'LINE answered without the account’s basic id.', safeToRepeat: true };
  return { is: 'link', url: `https://line.me/R/oaMessage/${encodeURIComponent(basicId)}/?${encodeURIComponent(textWithCode(entry))}` };
};
