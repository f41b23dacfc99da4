import type * as words from '../en/entrance.ts';

export const signIn: typeof words.signIn = {
  title: '登入',
  lead: '所有客戶，一處回覆。',
  email: '電子郵件',
  password: '密碼',
  code: '身分驗證器上的驗證碼',
  submit: '登入',
  forgot: '忘記密碼？',
  sent: '如果這個電子郵件屬於某位成員，帶連結的郵件已經發出。',
  resetTitle: '設定新密碼',
  resetSubmit: '設定密碼',
  resetDone: '密碼已設定，請用它登入。',
  sendLink: '發送連結',
  signOut: '登出',
  ended: '登入已過期，請重新登入。',
  atLeast: '至少 10 個字元。',
};

export const setUp: typeof words.setUp = {
  title: '歡迎使用 Parley',
  lead: '這裡還沒有人。請建立第一個帳號，它將是管理員。',
  organisation: '組織',
  token: '設定碼',
  tokenHint: '在閘道的日誌裡。',
  submit: '開始',
};

export const invitation: typeof words.invitation = {
  title: '加入團隊',
  lead: (email) => `你以 ${email} 的身分受到邀請。`,
  gone: '這個邀請已被使用、撤回，或已超過七天。請索取新的邀請。',
  submit: '加入',
};
