/** Every word on the page, in one place. A `{name}` is filled in by `say`. */
const STRINGS = {
  what: 'Write as a customer, answer as the business. Nothing leaves this machine.',
  docs: 'API reference',
  lost: 'The sandbox does not answer. Trying again …',
  loading: 'Loading …',

  'platform.whatsapp': 'WhatsApp',
  'platform.line': 'LINE',
  phoneOf: '{platform} phone',
  holder: 'You are',
  typing: 'typing …',
  'subtitle.whatsapp': 'Business account',
  'subtitle.line': 'Official Account',

  'empty.whatsapp': 'Say hello to {business}.',
  'empty.line': 'Say hello to {business}.',
  notConnected: 'No business is connected. What you write stays on the phone.',
  composer: 'Message',
  send: 'Send',
  cancel: 'Cancel',
  replyingTo: 'Replying to',
  editing: 'Editing',
  notSent: 'That did not go out: {why}',

  photo: 'Photo',
  voice: 'Voice',
  location: 'Location',
  sticker: 'Sticker',
  contact: 'Contact',
  block: 'Block',
  unblock: 'Unblock',
  didBlock: 'You blocked this account',
  didUnblock: 'You added this account',
  blocked: 'You have blocked this account.',

  actions: 'Actions for this message',
  reply: 'Reply',
  edit: 'Edit',
  delete: 'Delete',
  reactWith: 'React with {emoji}',
  unreact: 'Take reaction back',
  deletedByYou: 'You deleted this message',
  unsentByYou: 'You unsent a message',
  edited: 'Edited',
  read: 'Read',
  missing: 'Original message not available',

  'receipt.sending': 'Sending',
  'receipt.sent': 'Sent',
  'receipt.delivered': 'Delivered',
  'receipt.read': 'Read',
  'receipt.failed': 'Not delivered',

  pictureAlt: 'Picture',
  pictureGone: 'This picture could not be loaded.',
  voiceMessage: 'Voice message',
  fileMessage: 'File',
  openMap: 'Location',
  chooseFrom: 'Choose',
  unknownKind: 'A message of the kind “{kind}”',
  sampleContact: 'Ben Okafor',

  trouble: 'Trouble',
  'trouble.none': 'None',
  'trouble.outage': 'Outage (500)',
  'trouble.throttle': 'Too many calls (429)',
  'trouble.expired_token': 'Expired token (401)',
  'trouble.closed_window': 'Window closed',
  'trouble.slow': 'Slow (3 s)',
  'trouble.reset_before': 'Connection cut, nothing sent',
  'trouble.reset_after': 'Connection cut, but sent',
  'trouble.never_answer': 'No answer',
  clock: 'Clock',
  'clock.0': 'Now',
  'clock.3600000': '1 hour ahead',
  'clock.82800000': '23 hours ahead',
  'clock.90000000': '25 hours ahead',

  business: 'What the business sees',
  businessNone: 'No gateway is connected. “npm start” runs one beside the sandbox.',
  businessEmpty: 'No conversation yet. Write something on a phone.',
  businessDown: 'The gateway does not answer.',
  businessError: 'The gateway answered with an error: {why}',
  again: 'Try again',
  conversations: 'Conversations',
  noMessages: 'No messages yet.',
  answer: 'Answer as the business',
  answerButtons: 'Ask with buttons',
  answerSent: 'Sent.',
  you: 'Business',
  unnamed: '{platform} customer',
  'sample.question': 'How can we help?',
  'sample.order': 'My order',
  'sample.hours': 'Opening hours',
  'sample.person': 'A person',

  'status.bot': 'Bot',
  'status.rep_needed': 'Waits for an answer',
  'status.pending': 'Waits for an answer',
  'status.soon_overdue': 'Waits, soon overdue',
  'status.overdue': 'Waits, overdue',
  'status.active': 'Answered',
  'status.closed': 'Closed',

  'delivery.queued': 'Queued',
  'delivery.sending': 'Sending',
  'delivery.sent': 'Sent',
  'delivery.delivered': 'Delivered',
  'delivery.read': 'Read',
  'delivery.failed': 'Not sent',
  'delivery.unknown': 'Unknown',
};

/** The words for a key, filled in. A key without words shows itself, so that a gap is seen. */
export function say(key, values = {}) {
  const words = STRINGS[key] ?? key;
  return words.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Whether there are words for a key. */
export function isKnown(key) {
  return Object.hasOwn(STRINGS, key);
}

/** A time of day as people write it here. */
export function timeOfDay(at) {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
