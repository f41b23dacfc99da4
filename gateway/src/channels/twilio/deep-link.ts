import type { MakesDeepLinks } from '../channel.ts';
import { waMe } from '../wa-me.ts';
import type { TwilioSettings } from './settings.ts';

export const deepLink: MakesDeepLinks<TwilioSettings>['deepLink'] = (entry, { from }) =>
  Promise.resolve({ is: 'link', url: waMe(from, entry) });
