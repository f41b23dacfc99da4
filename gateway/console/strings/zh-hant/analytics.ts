import type * as words from '../en/analytics.ts';

export const analytics: typeof words.analytics = {
  title: '統計',
  lead: '情況如何。',
  periods: { day: '今天', week: '7 天', month: '30 天' },
  groups: { channel: '按頻道', team: '按團隊', member: '按成員', hour: '按小時' },
  csv: '下載 CSV',
  opened: '新開',
  finished: '結束',
  unanswered: '未回覆',
  missed: '錯過',
  messagesIn: '收到訊息',
  messagesOut: '發出訊息',
  median: '首次回覆中位數',
  p90: '首次回覆九成以內',
  handling: '處理時長中位數',
  empty: '這段時間沒有記錄。',
  nobody: '無人',
};
