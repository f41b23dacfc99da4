/** Ids that the documents' examples share, so that they tell one story: Ana writes to Harbour Books, and Mara answers. */
export const IDS = {
  ana: 'cnt_01JCXW3T5M8ZP4Q7RSV2N6K9AB',
  anaIdentity: 'idt_01JCXW3T5M8ZP4Q7RSV2N6K9AC',
  attachment: 'att_01JCXW6A2B3C4D5E6F7G8H9J0K',
  conversation: 'cnv_01JCXW3T5M8ZP4Q7RSV2N6K9AD',
  session: 'ses_01JCXW3T5M8ZP4Q7RSV2N6K9AE',
  question: 'msg_01JCXW3T5M8ZP4Q7RSV2N6K9AF',
  answer: 'msg_01JCXW5R2K7Y9B4C6D8E0F2G4H',
  whatsapp: 'chn_01JCXTJ5Q0V2M8N4R6T8W0Y2Z4',
  mara: 'mbr_01JCXTHN7P9R1S3T5V7X9Z1B3D',
  ben: 'mbr_01JCXVB4D6F8H0K2M4P6R8T0V2',
  frontDesk: 'tea_01JCXTK8A1C3E5G7J9M1P3R5T7',
  key: 'key_01JCXTH2B4D6F8H0K2M4P6R8T0',
  subscription: 'sub_01JCXTM3N5P7Q9S1V3X5Z7B9D1',
  delivery: '1042',
  event: 'evt_01JCXW3T5M8ZP4Q7RSV2N6K9AG',
  template: 'tpl_01JCXTP6R8T0V2X4Z6B8D0F2H4',
  campaign: 'cmp_01JCXTQ7S9V1X3Z5B7D9F1H3K5',
  announcement: 'ann_01JCXTR8T0V2X4Z6B8D0F2H4K6',
  widget: 'chn_01JCXTJ5Q0V2M8N4R6T8W0Y2Z5',
  change: 'chg_01JCXW3T5M8ZP4Q7RSV2N6K9AH',
  invitation: 'inv_01JCXVB4D6F8H0K2M4P6R8T0V3',
  device: 'sgn_01JCXVC5E7G9J1M3P5R7T9V1X3',
  notification: 'ntf_01JCXW3T5M8ZP4Q7RSV2N6K9AJ',
  browser: 'psh_01JCXVD6F8H0K2M4P6R8T0V2X4',
  wait: 'wai_01JCXW7V3N5Q7S9T1V3X5Z7B9D',
  offer: 'msg_01JCXW7V3N5Q7S9T1V3X5Z7B9E',
  visitor: 'vis_01JCXW2S4L7YN3P6QRTV1M5J8X',
  choice: 'msg_01JCXW8W4P6R8T0V2X4Z6B8D0F',
} as const;

/** The afternoon of the story. */
export const TIMES = {
  setUp: '2026-11-02T08:00:00.000Z',
  asked: '2026-11-20T14:03:12.481Z',
  answered: '2026-11-20T14:04:40.120Z',
  offered: '2026-11-20T14:05:31.902Z',
  chosen: '2026-11-20T14:06:20.377Z',
} as const;

/** A place in the log of events. */
export const CURSOR = '0.118';
