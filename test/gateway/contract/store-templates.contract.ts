import { applyListing } from '../../../gateway/src/conversations/template-listing.ts';
import type { PlatformTemplate } from '../../../gateway/src/model/template.ts';
import { listTemplates } from '../../../gateway/src/store/read/templates.ts';
import { findTemplatesNamed, readKnownTemplates, saveTemplate } from '../../../gateway/src/store/templates.ts';
import type { OpenedStore } from '../support/stores.ts';

const CHANNEL = 'chn_1';
const PAGE = { after: null, limit: 200 };

const listed = (number: number, more: Partial<PlatformTemplate> = {}): PlatformTemplate => ({
  externalId: String(number),
  name: `template_${number}`,
  language: 'en',
  status: 'approved',
  category: null,
  quality: null,
  text: `Hello {{1}} ${number}`,
  params: [{ name: '1', type: 'text', place: 'body' }],
  components: { number },
  ...more,
});

const sync = (opened: OpenedStore, listing: readonly PlatformTemplate[], listedAt = opened.clock.now) =>
  opened.run({ locks: [`templates ${CHANNEL}`], run: (unit) => applyListing(unit, CHANNEL, 'whatsapp', listing, listedAt) });

const canned = (opened: OpenedStore, name: string, language: string, channelIds: readonly string[] = []) =>
  opened.run({
    locks: [],
    run: (unit) =>
      saveTemplate(unit.tx, {
        id: unit.ids.next('tpl'), kind: 'canned', channelId: null, channelIds, externalId: null, name, language, status: 'approved', category: null,
        quality: null, reason: null, text: 'Hello', params: [], attachmentId: null, components: null, learnedAt: unit.now, createdAt: unit.now, updatedAt: unit.now,
      }),
  }); // prettier-ignore

const stored = (opened: OpenedStore) =>
  opened.store.reader.selectFrom('templates').select(['id', 'externalId', 'status', 'learnedAt']).orderBy('externalId').execute();

/** What both stores promise of templates, to one process and to several. */
export function describeTemplates(open: () => Promise<readonly OpenedStore[]>): void {
  it('brings templates into line with a listing once, whoever does it at the same time', async () => {
    const processes = await open();
    const listing = Array.from({ length: 130 }, (_, i) => listed(i));
    const news = await Promise.all([...processes, ...processes].map((one) => sync(one, listing)));
    expect(news.reduce((sum, { added }) => sum + added.length, 0)).toBe(130);
    expect(await stored(processes[0] ?? raise())).toHaveLength(130);
  });

  it('keeps ids and lets an older listing, and one that comes late, change nothing', async () => {
    const [first = raise()] = await open();
    await sync(first, [listed(1), listed(2)]);
    const before = await stored(first);
    const asked = first.clock.now;
    first.clock.now += 1000;
    await sync(first, [listed(1, { status: 'paused' }), listed(2), listed(3)]);
    expect(await sync(first, [listed(1, { status: 'approved' })], asked)).toMatchObject({ changed: [], removed: [{ externalId: '2' }] });
    expect((await stored(first)).map(({ externalId, status }) => [externalId, status])).toEqual([
      ['1', 'paused'],
      ['2', 'deleted'],
      ['3', 'approved'],
    ]);
    await sync(first, [listed(1), listed(2), listed(3)]);
    expect((await stored(first)).slice(0, 2).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  it('writes what a webhook says of a template over an older listing', async () => {
    const [first = raise()] = await open();
    await sync(first, [listed(1, { externalId: '71' })]);
    const asked = first.clock.now;
    first.clock.now += 1000;
    await first.ingest({
      channelId: CHANNEL,
      body: '{}',
      events: [{ is: 'template_status', key: 'k', sentAt: null, account: null, raw: null, externalId: '71', name: 'x', language: 'en', status: 'disabled' }],
    }); // prettier-ignore
    expect(await sync(first, [listed(1, { externalId: '71' })], asked)).toEqual({ added: [], changed: [], removed: [] });
    expect(await stored(first)).toMatchObject([{ status: 'disabled', learnedAt: first.clock.now }]);
  });

  it('finds templates by every filter, by name and for a send', async () => {
    const [first = raise()] = await open();
    await sync(first, [listed(1), listed(2, { language: 'de', status: 'rejected' }), listed(3)]);
    await sync(first, [listed(1), listed(2, { language: 'de', status: 'rejected' })]);
    await canned(first, 'Grüße', 'de');
    await canned(first, 'template_1', 'en', ['chn_other']);
    const found = async (filter: Parameters<typeof listTemplates>[1]) =>
      (await listTemplates(first.store, filter, PAGE)).rows.map(({ name }) => name);
    expect(await found({})).toEqual(['template_1', 'template_2', 'Grüße', 'template_1']);
    expect(await found({ channelId: CHANNEL })).toEqual(['template_1', 'template_2', 'Grüße']);
    expect(await found({ channelId: 'chn_other' })).toEqual(['Grüße', 'template_1']);
    expect(await found({ kind: 'canned', language: 'de' })).toEqual(['Grüße']);
    expect(await found({ status: 'deleted' })).toEqual(['template_3']);
    expect(await found({ status: 'rejected', name: 'template_2', q: 'HELLO {{1}}' })).toEqual(['template_2']);
    expect(await found({ q: '%' })).toEqual([]);
    const page = await listTemplates(first.store, {}, { after: null, limit: 3 });
    expect((await listTemplates(first.store, {}, { after: page.next, limit: 3 })).rows).toHaveLength(1);
    const named = await first.run({ locks: [], run: (unit) => findTemplatesNamed(unit.tx, CHANNEL, 'template_1') });
    expect(named.map(({ kind }) => kind)).toEqual(['whatsapp', 'canned']);
    const known = await readKnownTemplates(first.store.reader, first.store.dialect, named.map(({ id }) => id)); // prettier-ignore
    expect([...known.values()]).toMatchObject([{ externalId: '1', components: { number: 1 } }]);
  });

  it('keeps one canned template for a name and language', async () => {
    const [first = raise()] = await open();
    await canned(first, 'greeting', 'en');
    await canned(first, 'greeting', 'de');
    await expect(canned(first, 'greeting', 'en')).rejects.toThrow(/unique/i);
    await sync(first, [listed(1, { name: 'greeting' })]);
    expect(await stored(first)).toHaveLength(3);
  });
}

function raise(): never {
  throw new Error('the store was not opened');
}
