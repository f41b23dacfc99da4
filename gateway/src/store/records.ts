/*
 * Records are rows as the program works with them: JSON read, words typed, times still milliseconds. They are changed in place
 * inside a transaction and written back by the unit of work; `present…` makes of them what the API and the events show.
 */

export * from './records/contact.ts';
export * from './records/conversation.ts';
export * from './records/message.ts';
export * from './records/tally.ts';
export * from './records/team.ts';
