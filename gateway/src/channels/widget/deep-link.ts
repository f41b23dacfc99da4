import { pageAddress } from '../../model/campaign.ts';
import type { MakesDeepLinks } from '../channel.ts';
import type { WidgetSettings } from './settings.ts';

/** The page with the widget, with `?ref=` and the UTM fields, which the script hands over as where the visitor comes from. */
export const deepLink: MakesDeepLinks<WidgetSettings>['deepLink'] = (entry, { allowedOrigins }) =>
  Promise.resolve(linkTo(entry, allowedOrigins));

function linkTo(
  entry: Parameters<MakesDeepLinks<WidgetSettings>['deepLink']>[0],
  origins: readonly string[],
): Awaited<ReturnType<MakesDeepLinks<WidgetSettings>['deepLink']>> {
  const { pageUrl } = entry;
  if (pageUrl === null) return { is: 'bad_field', field: 'pageUrl', detail: 'A widget’s campaign needs the page that it leads to.' };
  const isAllowed = origins.includes(new URL(pageUrl).origin);
  if (!isAllowed) return { is: 'bad_field', field: 'pageUrl', detail: 'This is no page of a site that the widget may stand on.' };
  return { is: 'link', url: pageAddress(pageUrl, entry) };
}
