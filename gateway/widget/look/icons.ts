// The pictures on the buttons, each one line on a field of 24 by 24.

/** On the launcher, which is on every page; all others come with the chat. */
export const CHAT = 'M12 3c5 0 9 3.4 9 7.7s-4 7.7-9 7.7c-1 0-2-.1-2.9-.4L4.5 20.5l1-4C3.9 15 3 13 3 10.7 3 6.4 7 3 12 3Z';
export const DOWN = 'm6 9.5 6 6 6-6';

export const ICONS = {
  close: 'm6 6 12 12M18 6 6 18',
  send: 'M5 12h13M12.5 5.5 19 12l-6.5 6.5',
  clip: 'm19.5 11.5-7.8 7.8a5 5 0 0 1-7-7l8-8a3.3 3.3 0 0 1 4.7 4.7l-8 8a1.7 1.7 0 0 1-2.4-2.4l7.3-7.3',
  smile: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM8.5 14c1 1.3 2.1 2 3.5 2s2.5-.7 3.5-2M9 9.5v.5M15 9.5v.5',
  mic: 'M12 3.5a2.7 2.7 0 0 0-2.7 2.7v5a2.7 2.7 0 0 0 5.4 0v-5A2.7 2.7 0 0 0 12 3.5ZM6 11a6 6 0 0 0 12 0M12 17v3.5',
  camera: 'M4 7.5h10.5v9H4ZM14.5 11l5.5-3v8l-5.5-3',
  bell: 'M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1H5ZM10 20c1 .9 3 .9 4 0',
  mute: 'M6.5 16.5V11a5.5 5.5 0 0 1 8.5-4.6M17.5 11v5.5l1.5 1H7M10 20c1 .9 3 .9 4 0M4 4l16 16',
  file: 'M7 3.5h7l4 4v13H7ZM14 3.5v4h4',
  phone: 'M6 4h3.5l1.5 4-2 1.5a10 10 0 0 0 5.5 5.5l1.5-2 4 1.5V18a2 2 0 0 1-2 2C10.5 20 4 13.5 4 6a2 2 0 0 1 2-2Z',
  pin: 'M12 21c4-4.5 6.5-7.8 6.5-11a6.5 6.5 0 0 0-13 0c0 3.2 2.5 6.5 6.5 11ZM12 7.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
} as const;
