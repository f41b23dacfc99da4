import { announcementInput } from '../../../../gateway/console/settings/announcement-input.ts';
import { campaignInput, refFrom } from '../../../../gateway/console/settings/campaign-input.ts';
import type { Settings } from '../../../../gateway/console/api/wire-organisation.ts';
import { changeOf, errorPathOf, ownRules, requestOf } from '../../../../gateway/console/rules/draft.ts';
import { durationOf, secondsOf } from '../../../../gateway/console/rules/duration.ts';
import { KNOWN_TYPES, otherTypes, withOthers, withType } from '../../../../gateway/console/rules/file-types.ts';
import { endOf, shownEnd, usualHours, withDay, withHoliday } from '../../../../gateway/console/rules/week.ts';
import { deviceName } from '../../../../gateway/console/settings/device-name.ts';
import { DEFAULT_SETTINGS, originsOf } from '../../../../gateway/src/model/settings.ts';

/** A team that has said two things for itself. */
const ofTeam: Settings = {
  ...DEFAULT_SETTINGS,
  soonAfterSeconds: 60,
  languages: ['es'],
  origins: originsOf({}, { soonAfterSeconds: 60, languages: ['es'] }, undefined),
};
const team = { is: 'team', id: 'tea_1' } as const;

describe('rules of an organisation, a team or a channel', () => {
  test('a team’s own are those that it says itself, the organisation’s are all', () => {
    expect(ownRules(ofTeam, team)).toEqual({ soonAfterSeconds: 60, languages: ['es'] });
    expect(Object.keys(ownRules(ofTeam, { is: 'organisation' })).sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
  });

  test('only what was changed is sent, and null for what is inherited again', () => {
    const before = ownRules(ofTeam, team);
    expect(changeOf(before, before)).toEqual({});
    expect(changeOf(before, { soonAfterSeconds: 60, overdueAfterSeconds: 90 })).toEqual({ languages: null, overdueAfterSeconds: 90 });
    expect(changeOf({ botTimeoutSeconds: 5 }, { botTimeoutSeconds: null })).toEqual({ botTimeoutSeconds: null });
  });

  test('each scope has its own place in the API, for changes and for what is wrong with them', () => {
    const change = { soonAfterSeconds: 5, attachments: null };
    expect(requestOf({ is: 'organisation' }, change)).toEqual({ path: '/settings', body: change });
    expect(requestOf(team, change)).toEqual({ path: '/teams/tea_1', body: { overrides: change } });
    expect(requestOf({ is: 'channel', id: 'chn_1' }, change)).toEqual({
      path: '/channels/chn_1',
      body: { overrides: { soonAfterSeconds: 5 }, attachments: null },
    });
    expect(errorPathOf({ is: 'organisation' }, 'languages')).toBe('languages');
    expect(errorPathOf(team, 'attachments')).toBe('overrides.attachments');
    expect(errorPathOf({ is: 'channel', id: 'chn_1' }, 'attachments')).toBe('attachments');
  });

  test.each([
    [300, { amount: 5, unit: 'minutes' }],
    [90, { amount: 90, unit: 'seconds' }],
    [86_400, { amount: 1, unit: 'days' }],
    [5400, { amount: 90, unit: 'minutes' }],
    [0, { amount: 0, unit: 'seconds' }],
  ] as const)('%i seconds are said in their largest whole unit', (seconds, duration) => {
    expect(durationOf(seconds)).toEqual(duration);
    expect(secondsOf(duration)).toBe(seconds);
  });

  test('a week begins as Monday to Friday, a day without hours is closed, and midnight ends a day', () => {
    const hours = usualHours('Asia/Taipei');
    expect(Object.keys(hours.weekly)).toEqual(['mon', 'tue', 'wed', 'thu', 'fri']);
    expect(withDay(hours, 'mon', []).weekly.mon).toBeUndefined();
    expect(withDay(hours, 'sat', [{ from: '10:00', to: '24:00' }]).weekly.sat).toEqual([{ from: '10:00', to: '24:00' }]);
    expect([shownEnd('24:00'), shownEnd('18:00'), endOf('00:00'), endOf('18:00')]).toEqual(['00:00', '18:00', '24:00', '18:00']);
  });

  test('holidays stand in the order of their dates, each once', () => {
    const some = withHoliday(withHoliday([], '2026-12-25'), '2026-05-01');
    expect(some).toEqual(['2026-05-01', '2026-12-25']);
    expect(withHoliday([{ date: '2026-05-01', from: '09:00', to: '12:00' }], '2026-05-01')).toHaveLength(1);
    expect(withHoliday(some, '')).toBe(some);
  });

  test('every type that is taken by default has a name to tick, and others are kept as they are written', () => {
    const { mimeTypes } = DEFAULT_SETTINGS.attachments;
    expect(otherTypes(mimeTypes)).toEqual([]);
    const heic = KNOWN_TYPES.filter(({ name }) => name === 'HEIC');
    const without = heic.reduce((taken, type) => withType(taken, type, false), mimeTypes);
    expect(mimeTypes.filter((one) => !without.includes(one))).toEqual(['image/heic', 'image/heif']);
    const more = withOthers(without, 'application/zip,  Text/CSV');
    expect(otherTypes(more)).toEqual(['application/zip', 'text/csv']);
    expect(withOthers(more, '')).toEqual(without);
  });

  test.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1',
      'Safari, iPhone',
    ],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 'Edge, Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'],
    ['curl/8.5', undefined],
    [null, undefined],
  ])('a device is called by its browser and system: %s', (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });
});

describe('a campaign’s form', () => {
  test.each([
    ['Spring flyer 2027', 'spring-flyer-2027'],
    ['  Autumn Café! ', 'autumn-cafe'],
    ['春季传单', ''],
    ['A1', ''],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('makes of the name %s the code %s', (name, ref) => expect(refFrom(name)).toBe(ref));

  test('sends only what its channel has, and a channel and code only once', () => {
    const fields = {
      name: 'Flyer',
      channelId: 'chn_a',
      ref: '',
      text: 'Hi',
      pageUrl: 'https://a.example/',
      'utm.source': 'mail',
      'utm.medium': '',
    };
    expect(campaignInput(fields, 'line', true)).toEqual({ name: 'Flyer', channelId: 'chn_a', ref: 'flyer', text: 'Hi' });
    expect(campaignInput({ ...fields, ref: 'own' }, 'facebook', true)).toEqual({ name: 'Flyer', channelId: 'chn_a', ref: 'own' });
    expect(campaignInput(fields, 'widget', false)).toEqual({ name: 'Flyer', pageUrl: 'https://a.example/', utm: { source: 'mail' } });
  });
});

describe('an announcement’s form', () => {
  test.each([
    [{ text: 'Hi' }, { type: 'text', text: 'Hi' }],
    [
      { text: 'Well?', buttons: ' Yes \n\nNo' },
      {
        type: 'choice',
        text: 'Well?',
        style: 'buttons',
        options: [
          { id: '1', label: 'Yes' },
          { id: '2', label: 'No' },
        ],
      },
    ],
    [
      { text: 'Sale', file: 'https://shop.example/a.PNG?w=1' },
      { type: 'image', attachment: { url: 'https://shop.example/a.PNG?w=1' }, caption: 'Sale' },
    ],
    [
      { text: '', file: 'https://shop.example/list' },
      { type: 'file', attachment: { url: 'https://shop.example/list' } },
    ],
    [
      { text: 'Sale', file: 'https://shop.example/a.jpg', buttons: 'More' },
      { type: 'card', title: 'Sale', image: { url: 'https://shop.example/a.jpg' }, options: [{ id: '1', label: 'More' }] },
    ],
  ])('of %j says what the API takes', (fields: Readonly<Record<string, string>>, content) =>
    expect(announcementInput({ channelId: 'chn_a', startsAt: '', ...fields })).toEqual({ channelId: 'chn_a', content }),
  );

  test('gives times as moments, and leaves them out where they are the API’s own', () => {
    const { startsAt, ...more } = announcementInput({ channelId: 'chn_a', text: 'Hi', startsAt: '2026-03-02T10:00', endsAt: '' });
    expect(startsAt).toBe(new Date('2026-03-02T10:00').toISOString());
    expect(more).not.toHaveProperty('endsAt');
  });
});
