import type { MakesDeepLinks } from '../channel.ts';
import { waMe } from '../wa-me.ts';
import { askGraph } from './graph.ts';
import { graphUrl, type WhatsappSettings } from './settings.ts';
import { textField } from './wire.ts';

/** The settings name the number by Meta's id; customers need the number itself, which Meta is asked for. */
export const deepLink: MakesDeepLinks<WhatsappSettings>['deepLink'] = async (entry, settings, io) => {
  const url = graphUrl(settings, [settings.phoneNumberId], { fields: 'display_phone_number' });
  const answer = await askGraph({ method: 'GET', url }, settings, io);
  if (answer.is !== 'answered') return answer;
  const phone = textField(answer.json, 'display_phone_number') ?? '';
  if (!/\d{5}/.test(phone.replace(/\D/g, ''))) {
    return { is: 'unknown', detail: 'WhatsApp answered without the channel’s phone number.', safeToRepeat: true };
  }
  return { is: 'link', url: waMe(phone, entry) };
};
