import type * as words from '../en/app.ts';

export const app: typeof words.app = {
  name: 'Parley',
  loading: '正在載入…',
  inbox: '收件匣',
  analytics: '統計',
  settings: '設定',
  help: '幫助',
  skip: '跳到內容',
  notFound: '沒有這個頁面。',
  back: '返回',
  close: '關閉',
  cancel: '取消',
  save: '儲存',
  saved: '已儲存。',
  remove: '移除',
  edit: '編輯',
  add: '新增',
  copy: '複製',
  copied: '已複製。',
  retry: '重試',
  more: '更多',
  none: '無',
  you: '你',
  yourName: '名稱',
  optional: '選填',
  failed: '沒有成功。',
  offline: '閘道沒有回應，將會重試。',
  unexpected: '這裡出了問題，重新載入頁面通常可以解決。',
  reload: '重新載入',
};

export const live: typeof words.live = { lost: '連接中斷，正在重新連接…', back: '已重新連接，沒有遺漏任何訊息。' };

export const look: typeof words.look = { title: '外觀', light: '浅色', dark: '深色', system: '跟隨系統', language: '語言' };

export const names: typeof words.names = { visitor: (end) => `訪客 ${end}`, wechat: (end) => `微信用戶 ${end}` };

export const units: typeof words.units = { hours: '小時', days: '天' };

export const errors: typeof words.errors = {
  offline: '閘道沒有回應。',
  unauthorized: '電子郵件或密碼錯誤。',
};
