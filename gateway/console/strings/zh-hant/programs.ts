import type * as words from '../en/programs.ts';

export const keys: typeof words.keys = {
  lead: '給程式使用：n8n、CRM、指令碼。',
  create: '新增金鑰',
  permissions: '允許',
  everything: '全部',
  shownOnce: '請現在複製：只顯示這一次。',
  revoke: '撤銷',
  revokeTitle: (name) => `撤銷“${name}”？`,
  revokeLead: '使用它的程式從現在起會被拒絕。',
  expires: (when) => `有效至 ${when}`,
  empty: '還沒有金鑰。',
};

export const subscriptions: typeof words.subscriptions = {
  lead: '誰會收到事件。n8n 會自己建立。',
  create: '新增訂閱',
  changed: '這個網址已有訂閱，已變更，密鑰不變。',
  secret: '用它驗證簽章。請現在複製：只顯示這一次。',
  url: '網址',
  events: '事件',
  all: '全部',
  replayFailed: (n) => `重新投遞 ${n} 則失敗的`,
  empty: '沒有訂閱。',
  log: '投遞記錄',
  emptyLog: '還沒有投遞過。',
  replay: '重新投遞',
  replayed: '正在重新投遞。',
  attempts: (n) => `嘗試 ${n} 次`,
  removeTitle: '移除這個訂閱？',
  removeLead: '不會再向這個地址投遞。',
  test: '測試',
  states: { pending: '等待中', delivered: '已投遞', failed: '失敗' },
};

export const help: typeof words.help = {
  lead: '遇到問題時看這裡。',
  api: 'API，可以閱讀和試用',
  bundle: '診斷包',
  bundleLead: '頻道及其狀況、設定和瀏覽器資訊，不含任何金鑰，也不含客戶寫的內容。',
  download: '下載',
};
