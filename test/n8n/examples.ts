// The shipped workflows in a real n8n: each imported as a user would, run by what would start it, and judged by what came of it.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { aiFirstLine, answerNewMessages, keywordMenu, lacksGraphicsMagick, outOfOffice, watermarkPhoto } from './examples/answers.ts';
import { appointmentReminder, broadcast, satisfactionAfterClose } from './examples/asking.ts';
import {
  crmChangeToContact,
  dailySummary,
  emailAsNote,
  newContactToCrm,
  overdueNotifyAndReassign,
  webhookMessageRespond,
} from './examples/systems.ts';
import { ROOT } from './support/paths.ts';
import type { World } from './support/world.ts';

interface Played {
  readonly file: string;
  readonly does: string;
  readonly play: (world: World) => Promise<void>;
  /** Why it cannot be run on this machine, or undefined. */
  readonly lacks?: () => Promise<string | undefined>;
}

/** In an order in which each one finds what it needs of those before. */
const EXAMPLES: readonly Played[] = [
  { file: 'answer-new-messages.json', does: 'answers a text with its words, anything else with a question', play: answerNewMessages },
  { file: 'out-of-office.json', does: 'answers the first message of a session outside opening hours only', play: outOfOffice },
  { file: 'keyword-menu.json', does: 'shows buttons; a tap, a number and a label are the same choice', play: keywordMenu },
  { file: 'webhook-message-respond.json', does: 'sends a message and answers with its number, or why not', play: webhookMessageRespond },
  { file: 'new-contact-to-crm.json', does: "makes one contact in the CRM and keeps the CRM's number", play: newContactToCrm },
  { file: 'crm-change-to-contact.json', does: 'makes the contact, changes it, and finds who wrote first', play: crmChangeToContact },
  {
    file: 'appointment-reminder.json',
    does: 'confirms, reminds a day before by template, and goes on with the tap',
    play: appointmentReminder,
  },
  {
    file: 'satisfaction-after-close.json',
    does: 'asks after a solved conversation, keeps the answer, closes again',
    play: satisfactionAfterClose,
  },
  { file: 'broadcast-from-a-table.json', does: 'writes to each row with a pause, and not to whom said stop', play: broadcast },
  { file: 'watermark-photo.json', does: 'sends the photo back with words on it', play: watermarkPhoto, lacks: lacksGraphicsMagick },
  { file: 'ai-first-line.json', does: 'answers once, hands over when asked, and is silent then', play: aiFirstLine },
  { file: 'email-as-note.json', does: "puts a customer's mail into their conversation", play: emailAsNote },
  { file: 'daily-summary.json', does: 'tells the figures of the day and how many still wait', play: dailySummary },
  {
    file: 'overdue-notify-and-reassign.json',
    does: 'gives who waits too long to somebody online, and says so',
    play: overdueNotifyAndReassign,
  },
];

export async function checkExamples(world: World): Promise<void> {
  await world.checks.check('each example of the folder is run here', async () => {
    const files = (await readdir(path.join(ROOT, 'examples/workflows'))).filter((file) => file.endsWith('.json'));
    assert.deepEqual(EXAMPLES.map(({ file }) => file).sort(), files.sort());
  });
  for (const { file, does, play, lacks } of EXAMPLES) {
    const name = `the example ${file} ${does}`;
    const lack = await lacks?.();
    if (lack === undefined) await world.checks.check(name, async () => await play(world));
    else world.checks.skip(name, lack);
  }
}
