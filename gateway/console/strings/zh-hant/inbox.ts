import type * as words from '../en/inbox.ts';

export const categories: typeof words.categories = {
  title: '分類',
  views: '檢視',
  all: '全部',
  joined: '已加入',
  mine: '我的',
  teams: '團隊',
  status: '狀態',
  online: '在線',
  channels: '頻道',
  allChannels: '所有頻道',
  nChannels: (n) => `${n} 個頻道`,
  open: '分類',
};

export const status: typeof words.status = {
  bot: '機器人處理中',
  rep_needed: '需要客服',
  pending: '待回覆',
  soon_overdue: '即將超時',
  overdue: '已超時',
  active: '進行中',
  closed: '已結束',
};

export const channel: typeof words.channel = {
  whatsapp: 'WhatsApp',
  facebook: 'Messenger',
  line: 'LINE',
  wechat: '微信',
  widget: '網頁聊天',
};

export const list: typeof words.list = {
  title: '對話',
  search: '搜尋聯絡人和訊息',
  clear: '清除搜尋',
  sort: '排序',
  sorts: { updated: '最新', waiting: '等待最久', created: '到達時間' },
  empty: '這裡什麼都沒有。',
  emptyLead: '現在沒有符合的對話，新的會自動出現。',
  emptySearch: '沒有找到。',
  join: '加入',
  grab: '搶接',
  you: '你',
  unread: (n) => `${n} 條未讀訊息`,
  waiting: (clock) => `已等待 ${clock}`,
  snoozed: '已暫緩',
  people: '聯絡人',
  writeFirst: '寫訊息',
  select: '選擇',
  selected: (n) => `已選 ${n} 個`,
  closeAll: '結束',
  notes: '備註',
  history: '歷程',
  end: '結束',
  assignAll: '分配…',
  takeAll: '分配給我',
  tagAll: '加標籤',
  tagPrompt: '要新增的標籤',
  nothingSaid: '還沒有訊息。',
  youSaid: '你：',
  noteSaid: '備註：',
  done: (n) => `${n} 個已完成。`,
  someFailed: (n) => `${n} 個無法更改。`,
};
