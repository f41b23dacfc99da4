import type { MakesDeepLinks } from '../channel.ts';
import type { FacebookSettings } from './settings.ts';

/** `m.me` with the ref, which comes back as a referral (https://developers.facebook.com/docs/messenger-platform/discovery/m-me-links). */
export const deepLink: MakesDeepLinks<FacebookSettings>['deepLink'] = ({ ref }, { pageId }) =>
  Promise.resolve({ is: 'link', url: `https://m.me/${encodeURIComponent(pageId)}?${new URLSearchParams({ ref }).toString()}` });
