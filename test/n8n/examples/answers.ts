// The examples that answer customers by themselves.
import assert from 'node:assert/strict';

import { samplePhoto } from '../../../gateway/sandbox/media/png.ts';
import { ExampleRun, wentThrough } from '../support/example-runs.ts';
import { hasUsedTool, type ModelSays, OpenAi, wordsOf } from '../support/outside/openai.ts';
import { Phone, whatsAppChannel } from '../support/phone.ts';
import { run as runProgram, until } from '../support/processes.ts';
import type { World } from '../support/world.ts';

export async function answerNewMessages(world: World): Promise<void> {
  const run = await ExampleRun.imported(world, 'answer-new-messages.json');
  await run.published(async () => {
    const phone = new Phone(world, 1, 'Answered');
    await phone.says('an example');
    await phone.shows('Thank you, Answered. You wrote: an example');
    await phone.says({ type: 'location', latitude: 47.37, longitude: 8.54 });
    await phone.shows(/^Thank you, we have got it\./);
  });
}

/** A time zone in which it is now about `hour` o'clock, so that the suite tells the same at any time of day. */
function zoneWhereItIs(hour: number): string {
  const ahead = (hour - new Date().getUTCHours() + 48) % 24;
  const offset = ahead > 12 ? ahead - 24 : ahead;
  // The zone's sign is that of POSIX: Etc/GMT-3 is three hours ahead.
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}

export async function outOfOffice(world: World): Promise<void> {
  const file = 'out-of-office.json';
  const everyDay = {
    'Opening hours': {
      parameters: {
        assignments: {
          assignments: [
            { id: '1', name: 'opens', value: 9, type: 'number' },
            { id: '2', name: 'closes', value: 18, type: 'number' },
            { id: '3', name: 'days', value: '[1, 2, 3, 4, 5, 6, 7]', type: 'array' },
          ],
        },
      },
    },
  };
  const atNight = await ExampleRun.imported(world, file, everyDay, { timezone: zoneWhereItIs(3) });
  await atNight.published(async () => {
    const phone = new Phone(world, 2, 'Nightly');
    await phone.says('are you there?');
    await phone.shows('Thank you for your message. We are open from 9 to 18 and answer first thing then.');
    const { waiting } = await phone.conversation<{ waiting: unknown }>();
    assert.notEqual(waiting, null, 'the customer still waits');
    await phone.says('hello?');
    await new Phone(world, 3, 'Nightly too').says('a session of its own');
    const runs = await atNight.succeeded(2);
    assert.equal(runs.length, 2, 'a session is answered once');
    assert.equal(phone.shown().length, 1);
  });
  const atNoon = await ExampleRun.imported(world, file, everyDay, { timezone: zoneWhereItIs(12) });
  await atNoon.published(async () => {
    await new Phone(world, 4, 'Noon').says('and now?');
    const [execution] = await atNoon.succeeded(1);
    assert.equal(wentThrough(execution, 'Are we closed?'), true);
    assert.equal(wentThrough(execution, 'Say when we are back'), false, 'nothing is said within opening hours');
  });
  const atNoonOnAFreeDay = await ExampleRun.imported(
    world,
    file,
    {
      'Opening hours': {
        parameters: { assignments: { assignments: everyDay['Opening hours'].parameters.assignments.assignments.with(2, NO_DAY) } },
      },
    },
    { timezone: zoneWhereItIs(12) },
  );
  await atNoonOnAFreeDay.published(async () => {
    const phone = new Phone(world, 5, 'Holiday');
    await phone.says('on a day off');
    await phone.shows(/^Thank you for your message\. We are open from 9 to 18/);
  });
}

const NO_DAY = { id: '3', name: 'days', value: '[]', type: 'array' };

export async function keywordMenu(world: World): Promise<void> {
  const run = await ExampleRun.imported(world, 'keyword-menu.json');
  await run.published(async () => {
    const tapping = new Phone(world, 6, 'Tapper');
    await tapping.says('Hello');
    const menu = await tapping.shows('Hello! What can we do for you?');
    assert.deepEqual(
      menu.options.map(({ title }) => title),
      ['Opening hours', 'My order', 'Talk to a person'],
    );
    await tapping.taps(menu, 'Opening hours');
    await tapping.shows('We are open on weekdays from 9 to 18.');
    const typing = new Phone(world, 7, 'Typer');
    await typing.says('menu');
    await typing.shows('Hello! What can we do for you?');
    await typing.says('2');
    await typing.shows('Please send us the number of your order.');
    await tapping.taps(menu, 'Talk to a person');
    await tapping.hasNote(/^Chose "Talk to a person" in the menu\.$/);
    const kenji = world.platforms;
    await kenji.kenjiWrites('menu');
    await until(async () => JSON.stringify(kenji.line.calls.all()).includes('What can we do for you?'), {
      timeoutMs: 20_000,
      what: 'LINE is sent the menu',
    });
    await kenji.kenjiWrites('my order');
    await until(async () => JSON.stringify(kenji.line.calls.all()).includes('the number of your order'), {
      timeoutMs: 20_000,
      what: 'LINE is asked for the number of the order',
    });
  });
}

/** n8n's Edit Image calls this program; n8n's Docker image has it. */
export async function lacksGraphicsMagick(): Promise<string | undefined> {
  return await runProgram('gm', ['version']).then(
    () => undefined,
    () => "n8n's Edit Image needs GraphicsMagick here: `apt-get install graphicsmagick`",
  );
}

export async function watermarkPhoto(world: World): Promise<void> {
  const fonts = await world.client.options('n8n-nodes-base.editImage', 'getFonts', 'options.font');
  const font = fonts.find(({ value }) => value.endsWith('.ttf'));
  if (font === undefined) throw new Error('This machine has no font to write with');
  const run = await ExampleRun.imported(world, 'watermark-photo.json', { Watermark: { parameters: { options: { font: font.value } } } });
  await run.published(async () => {
    const phone = new Phone(world, 8, 'Photographer');
    const photo = { bytes: samplePhoto(1), mimeType: 'image/png' };
    await phone.says({ type: 'image', file: photo });
    const back = await until(async () => phone.shown().find(({ type }) => type === 'image'), {
      timeoutMs: 30_000,
      what: 'the photo comes back',
    }).catch(async (error: unknown) => {
      const [failed] = await run.executions();
      throw new Error(`${String(error)}: ${failed?.data?.resultData.error?.message ?? failed?.status ?? 'no execution'}`);
    });
    const file = await phone.fileOf(back);
    assert.equal(file?.mimeType, 'image/png');
    assert.deepEqual(sizeOf(file?.bytes), sizeOf(photo.bytes), 'the picture has kept its size');
    assert.notDeepEqual(file?.bytes, photo.bytes, 'something was written on it');
  });
}

/** Width and height of a PNG, from its first chunk. */
function sizeOf(png: Buffer | undefined): readonly [number, number] {
  if (png?.subarray(1, 4).toString() !== 'PNG') throw new Error('That is no PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** A model that knows one answer, and calls for people when it is asked to. */
function modelSays(request: Parameters<typeof wordsOf>[0]): ModelSays {
  const asksForPerson = /speak to a person/.test(wordsOf(request));
  if (asksForPerson && !hasUsedTool(request)) return { tool: { note: 'Wants a person, about a refund.' } };
  return { text: asksForPerson ? 'Somebody will be with you soon.' : 'Yes, we deliver to the islands.' };
}

interface Held {
  readonly handler: string;
  readonly waiting: unknown;
}

export async function aiFirstLine(world: World): Promise<void> {
  const openAi = await OpenAi.start(modelSays);
  const channelId = await whatsAppChannel(world.gateway);
  try {
    const model = await world.client.makeCredential('OpenAI', { apiKey: openAi.key, url: openAi.baseUrl }, 'openAiApi');
    const run = await ExampleRun.imported(world, 'ai-first-line.json', {
      'New message': { parameters: { options: { burst: { values: { quietSeconds: 1, maxSeconds: 5 } } } } },
      OpenAI: { credentials: { openAiApi: model } },
    });
    await world.gateway.call('PATCH', `/channels/${channelId}`, { overrides: { startsWith: 'bot' } });
    await run.published(async () => {
      const phone = new Phone(world, 9, 'Curious');
      await phone.says('Hello');
      await phone.says('do you deliver');
      await phone.says('to the islands?');
      await phone.shows('Yes, we deliver to the islands.');
      assert.equal(openAi.requests.length, 1, 'three messages get one answer');
      const asked = openAi.requests[0];
      if (asked === undefined) throw new Error('The model was not asked');
      assert.match(wordsOf(asked), /Hello[\s\S]*do you deliver[\s\S]*to the islands\?/);
      await phone.conversationThat<Held>("is answered and the bot's", ({ handler, waiting }) => handler === 'bot' && waiting === null);

      await phone.says('I want to speak to a person');
      await phone.shows('Somebody will be with you soon.');
      await phone.hasNote(/^Wants a person, about a refund\.$/);
      await phone.conversationThat<Held>(
        "is people's, and still waits",
        ({ handler, waiting }) => handler === 'people' && waiting !== null,
      );

      const before = openAi.requests.length;
      await phone.says('are you there?');
      const runs = await run.succeeded(3);
      assert.equal(openAi.requests.length, before, 'the model is not asked while people have the conversation');
      assert.equal(wentThrough(runs.at(-1), 'AI Agent'), false);
    });
  } finally {
    await world.gateway.call('PATCH', `/channels/${channelId}`, { overrides: { startsWith: null } });
    await openAi.stop();
  }
}
