import { type OperationCase, both, everything, locator, page } from './case.ts';

const toAll = { resource: 'announcement', operation: 'create', channelId: locator('chn_1'), text: 'No postage today' };
const url = 'https://shop.example/sale.png';

export const announcementCases: OperationCase[] = [
  {
    does: 'say something to everybody',
    parameters: toAll,
    method: 'POST',
    path: '/announcements',
    body: { channelId: 'chn_1', content: { type: 'text', text: 'No postage today' } },
  },
  {
    does: 'say something to everybody for a while, with buttons',
    parameters: {
      ...toAll,
      options: { buttons: 'Tell me more, Not now', startsAt: '2026-12-01T09:00:00Z', endsAt: '2026-12-02T09:00:00Z' },
    },
    method: 'POST',
    path: '/announcements',
    body: {
      channelId: 'chn_1',
      content: {
        type: 'choice',
        text: 'No postage today',
        style: 'buttons',
        options: [
          { id: '1', label: 'Tell me more' },
          { id: '2', label: 'Not now' },
        ],
      },
      startsAt: '2026-12-01T09:00:00.000Z',
      endsAt: '2026-12-02T09:00:00.000Z',
    },
  },
  {
    does: 'show everybody a picture',
    parameters: { ...toAll, options: { pictureUrl: url } },
    method: 'POST',
    path: '/announcements',
    body: { channelId: 'chn_1', content: { type: 'image', attachment: { url }, caption: 'No postage today' } },
  },
  {
    does: 'show everybody a card',
    parameters: { ...toAll, options: { pictureUrl: url, buttons: 'More' } },
    method: 'POST',
    path: '/announcements',
    body: {
      channelId: 'chn_1',
      content: { type: 'card', title: 'No postage today', image: { url }, options: [{ id: '1', label: 'More' }] },
    },
  },
  {
    does: 'get many announcements',
    parameters: { resource: 'announcement', operation: 'getAll', ...everything, channelId: locator('chn_1') },
    method: 'GET',
    path: '/announcements',
    query: { limit: '200', channelId: 'chn_1' },
    answer: page,
    gives: both,
  },
  {
    does: 'withdraw an announcement',
    parameters: { resource: 'announcement', operation: 'withdraw', announcementId: 'ann_1' },
    method: 'POST',
    path: '/announcements/ann_1/withdraw',
  },
];
